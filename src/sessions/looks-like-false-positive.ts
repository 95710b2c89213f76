import type { SessionOrigin } from '../guard/session.ts';
import { shortenAddress } from '../http/client-address.ts';
import { MINUTE } from '../shared/clock.ts';

/** Milliseconds after the grace in which an honest client that slept or lost a response returns. */
const WINDOW = 5 * MINUTE;

export type Reuse = {
  /** Milliseconds after the end of the grace; null if the token's retirement is no longer known. */
  late: number | null;
  client: SessionOrigin;
  /** Where the session began; null if that is not known. */
  began: SessionOrigin | null;
};

/**
 * Returns whether a reuse looks like a late honest client rather than a thief: within five minutes
 * after the grace, with the User-Agent and from the network (IPv4 /24, IPv6 /48) with which the
 * session began. It changes no verdict, as a thief may share both; it shows operators whether
 * `REFRESH_GRACE_SECONDS` is too short.
 */
export function looksLikeFalsePositive({ late, client, began }: Reuse): boolean {
  if (late === null || late > WINDOW || began === null) return false;
  const network = shortenAddress(client.ipAddress);
  return (
    network !== null &&
    network === shortenAddress(began.ipAddress) &&
    client.userAgent === began.userAgent
  );
}
