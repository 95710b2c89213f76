import { shortenAddress } from '../http/client-address.ts';
import { MINUTE } from '../shared/clock.ts';
import type { SessionOrigin } from './kept-session-store.ts';

/** How long after the grace an honest client may come back with what it had: one that slept, or that lost the last answer. */
const WINDOW = 5 * MINUTE;

export type Reuse = {
  /** Milliseconds after the end of the grace; null if it is no longer known when the token was retired. */
  late: number | null;
  client: SessionOrigin;
  /** Where the session was begun; undefined if its row is gone. */
  origin: SessionOrigin | undefined;
};

/**
 * Whether a reuse looks like an honest client that came late rather than like a thief: within five minutes after the grace,
 * with the User-Agent and from the network (IPv4 /24, IPv6 /48) that the session was begun with. It changes no verdict, as a
 * thief may share both: it tells operators whether `REFRESH_GRACE_SECONDS` is too short.
 */
export function looksLikeFalsePositive({ late, client, origin }: Reuse): boolean {
  if (late === null || late > WINDOW || origin === undefined) return false;
  const network = shortenAddress(client.ipAddress);
  return (
    network !== null &&
    network === shortenAddress(origin.ipAddress) &&
    client.userAgent === origin.userAgent
  );
}
