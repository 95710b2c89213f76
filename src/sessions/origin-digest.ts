import { shortenAddress } from '../http/client-address.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { keyedDigest } from '../shared/digest.ts';

/**
 * Where a client is and what it is, to tell whether a refresh comes from elsewhere than the last:
 * its network (IPv4 /24, IPv6 /48), country and User-Agent, of which nothing can be read back.
 */
export function originDigest(
  key: Uint8Array,
  { ipAddress, country, userAgent }: Pick<ClientInfo, 'ipAddress' | 'country' | 'userAgent'>,
): string {
  const network = shortenAddress(ipAddress) ?? '';
  return keyedDigest(key, 'origin', network, country ?? '', userAgent ?? '');
}
