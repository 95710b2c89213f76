import { randomInt } from 'node:crypto';
import getPort, { portNumbers } from 'get-port';

/**
 * Below the ports that Linux hands out by itself (`net.ipv4.ip_local_port_range`, 32768 and up),
 * and above those that services are known by.
 */
const FIRST = 12_000;
const LAST = 32_000;

/**
 * Returns a port of 127.0.0.1 that is free and is likely to stay so until a server takes it: no
 * connection and no `listen(0)` gets one of this range, and scripts that run at the same time look
 * from different places on.
 */
export function findFreePort(): Promise<number> {
  return getPort({ port: portNumbers(randomInt(FIRST, LAST), LAST) });
}
