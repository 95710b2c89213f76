import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * A proxy between the tests and the network: forwards requests to servers on this machine and
 * refuses all others. If the server drops its connection, the proxy drops the test's.
 */
export function reachThisMachineOnly(incoming: IncomingMessage, response: ServerResponse): void {
  const { hostname, port, pathname, search, href } = new URL(
    incoming.url ?? '',
    `http://${incoming.headers.host}`,
  );
  if (hostname !== '127.0.0.1') {
    response.writeHead(500).end(`a test reached for the network: ${href}`);
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).filter(([name]) => !name.startsWith('mf-')),
  );
  const passedOn = request(
    { hostname, port, path: pathname + search, method: incoming.method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    },
  );
  passedOn.on('error', () => response.destroy());
  response.on('close', () => passedOn.destroy());
  incoming.pipe(passedOn);
}
