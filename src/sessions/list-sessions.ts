import * as z from 'zod';
import { knownDevice } from '../http/device.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { knownCountry, plausibleCity } from '../http/place.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import type { Session } from './session.ts';
import type { SessionStore } from './session-store.ts';

/** What the API shows of a session. */
export const sessionView = z
  .object({
    id: z.uuid().meta({ examples: [EXAMPLE_IDS.session] }),
    client_id: z
      .string()
      .describe('The client that signed in: `FIRST_PARTY_CLIENT_ID`, unless it came by OAuth.')
      .meta({ examples: ['latchkey'] }),
    device_name: z
      .string()
      .nullable()
      .meta({ examples: ['Ada’s laptop'] }),
    device_fingerprint: z
      .string()
      .nullable()
      .meta({ examples: ['5f2b9c0d7e1a4b38'] }),
    user_agent: z
      .string()
      .nullable()
      .meta({
        examples: ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'],
      }),
    browser: z
      .string()
      .nullable()
      .meta({ examples: ['Firefox'] }),
    os: z
      .string()
      .nullable()
      .meta({ examples: ['Linux'] }),
    device_type: z
      .string()
      .nullable()
      .meta({ examples: ['desktop'] }),
    ip_address: z
      .string()
      .nullable()
      .meta({ examples: ['203.0.113.7'] }),
    city: z
      .string()
      .nullable()
      .meta({ examples: ['Vienna'] }),
    country: z
      .string()
      .nullable()
      .meta({ examples: ['AT'] }),
    is_active: z.boolean(),
    is_current: z.boolean(),
    is_verified: z.boolean().describe('Whether two factors were given.'),
    created_at: z.iso.datetime(),
    last_activity_at: z.iso.datetime(),
    last_rotation_at: z.iso.datetime().describe('When its refresh token was last exchanged.'),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionView>;

/** Who asks about sessions, and when, in epoch milliseconds. `clientId` is that of our own routes. */
type Viewing = { clientId: string; currentId: string | null; now: number };

/** The session as the API shows it. */
export function toSessionView(
  session: Session,
  { clientId, currentId, now }: Viewing,
): SessionView {
  // Rows from before the closed lists hold whatever the client called itself.
  const { browser, os, deviceType } = knownDevice(session);
  return {
    id: session.id,
    client_id: clientId,
    device_name: session.deviceName,
    device_fingerprint: session.deviceFingerprint,
    user_agent: session.userAgent,
    browser,
    os,
    device_type: deviceType,
    ip_address: session.ipAddress,
    city: plausibleCity(session.city),
    country: knownCountry(session.country),
    is_active: session.revokedAt === null && session.expiresAt > now,
    is_current: session.id === currentId,
    // RFC 8176: `mfa` says that there was more than one.
    is_verified: session.amr.includes('mfa'),
    created_at: toIso(session.createdAt),
    last_activity_at: toIso(session.lastActivityAt),
    last_rotation_at: toIso(session.lastRotationAt),
    expires_at: toIso(session.expiresAt),
  };
}

export type ListSessions = (userId: string) => Promise<SessionView[]>;

/** The live sessions of a user, the latest active first; which of them is asking is not known yet. */
export function createListSessions({
  sessions,
  clock,
  clientId,
}: {
  sessions: SessionStore;
  clock: Clock;
  clientId: string;
}): ListSessions {
  return async (userId) => {
    const now = clock();
    return (await sessions.listLive(userId, now)).map((session) =>
      toSessionView(session, { clientId, currentId: null, now }),
    );
  };
}
