import * as z from 'zod';
import type { Lane } from '../guard/lanes.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { KeyRing } from '../shared/digest.ts';
import { sealText, unsealText } from '../shared/seal.ts';
import type { User } from '../users/user.ts';
import type { DeviceCookies } from './device-cookie.ts';

/** Jobs carry no more device cookies than these; a browser holds no more of ours. */
const MOST_DEVICES = 5;

const marks = z.object({ devices: z.record(z.string(), z.string()) });

/** Where the tries and mails of an unauthenticated request are counted. */
export type RequesterLanes = ReturnType<typeof createRequesterLanes>;
export type LaneOf = RequesterLanes['laneOf'];

/**
 * Tells known devices from strangers. A request whose user must not be looked up before its answer takes the cookies
 * along in its job, sealed, so that it does the same work whoever is meant. `keys` have 32 bytes.
 */
export function createRequesterLanes({ devices, keys }: { devices: DeviceCookies; keys: KeyRing }) {
  function laneBy(user: User, cookies: Record<string, string>): Lane {
    const nonce = devices.verify(user, cookies[user.id] ?? null);
    return nonce === null ? 'strangers' : `device:${nonce}`;
  }

  return {
    /** The lane of a request about this account. */
    laneOf: (user: User, client: ClientInfo): Lane => laneBy(user, client.bears?.devices ?? {}),

    /** What {@link laneOfSealed} needs of a request, for a job; null for a browser that bears no device cookie. */
    async seal({ bears }: ClientInfo): Promise<string | null> {
      const cookies = Object.entries(bears?.devices ?? {}).slice(0, MOST_DEVICES);
      if (cookies.length === 0) return null;
      return sealText(keys, JSON.stringify({ devices: Object.fromEntries(cookies) }));
    },

    /** The lane of the request that a job follows. Whoever sealed nothing, or nothing that can be read, is a stranger. */
    async laneOfSealed(user: User, sealed: string | null | undefined): Promise<Lane> {
      if (sealed === null || sealed === undefined) return 'strangers';
      const text = await unsealText(keys, sealed).catch(() => 'null');
      const { devices: cookies } = marks.safeParse(JSON.parse(text)).data ?? { devices: {} };
      return laneBy(user, cookies);
    },
  };
}
