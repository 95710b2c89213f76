import * as z from 'zod';
import type { Lane } from '../guard/lanes.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { KeyRing } from '../shared/digest.ts';
import { sealText, unsealText } from '../shared/seal.ts';
import type { RegistrationMarks } from '../users/registration-mark.ts';
import type { AccountView } from '../users/user.ts';
import type { DeviceCookies } from './device-cookie.ts';

/** Upper bound on device cookies in a job; a browser holds no more of ours. */
const MOST_DEVICES = 5;

const marks = z.object({
  devices: z.record(z.string(), z.string()),
  registration: z.string().nullish(),
});
type Marks = z.infer<typeof marks>;
/** An account, or every registration of an address. */
type Meant = AccountView | readonly AccountView[];

/** Where the tries and mails of an unauthenticated request are counted. */
export type RequesterLanes = ReturnType<typeof createRequesterLanes>;
export type LaneOf = RequesterLanes['laneOf'];

/**
 * Tells known devices from strangers. If a request's user must not be looked up before the
 * response, its job carries the cookies, sealed, so that the work is the same for every user.
 * `keys` have 32 bytes.
 */
export function createRequesterLanes({
  devices,
  registrationMarks,
  keys,
}: {
  devices: DeviceCookies;
  registrationMarks: RegistrationMarks;
  keys: KeyRing;
}) {
  function laneBy(meant: Meant, { devices: cookies, registration = null }: Marks): Lane {
    const users = 'length' in meant ? meant : [meant];
    for (const user of users) {
      const nonce = devices.verify(user, cookies[user.id] ?? null);
      if (nonce !== null) return `device:${nonce}`;
    }
    const registered = registrationMarks.verify(registration);
    const isRegistrant = users.some(
      ({ id, emailVerifiedAt }) => emailVerifiedAt === null && id === registered,
    );
    return isRegistrant ? 'registrant' : 'strangers';
  }

  return {
    /** Returns the lane of a request about this account or these registrations of an address. */
    laneOf: (meant: Meant, { bears }: ClientInfo): Lane => laneBy(meant, bears ?? NOTHING),

    /** Seals what {@link laneOfSealed} needs; null if the request has no cookie of ours. */
    async seal({ bears }: ClientInfo): Promise<string | null> {
      const { devices: known, registration } = bears ?? NOTHING;
      const cookies = Object.entries(known).slice(0, MOST_DEVICES);
      if (cookies.length === 0 && registration === null) return null;
      const held: Marks = { devices: Object.fromEntries(cookies), registration };
      return sealText(keys, JSON.stringify(held));
    },

    /** Returns the lane of a job's request: `strangers` if nothing readable was sealed. */
    async laneOfSealed(meant: Meant, sealed: string | null | undefined): Promise<Lane> {
      if (sealed === null || sealed === undefined) return 'strangers';
      const text = await unsealText(keys, sealed).catch(() => 'null');
      return laneBy(meant, marks.safeParse(JSON.parse(text)).data ?? NOTHING);
    },
  };
}

const NOTHING = { devices: {}, registration: null };
