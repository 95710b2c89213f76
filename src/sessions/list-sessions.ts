import * as z from 'zod';
import type { Session } from '../guard/session.ts';
import { knownDevice } from '../http/device.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { knownCountry, plausibleCity } from '../http/place.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import type { ReadSessions } from './read-sessions.ts';

/** A session in the API. */
export const sessionView = once(() =>
  z
    .object({
      id: z.uuid().meta({ examples: [EXAMPLE_IDS.session] }),
      client_id: z
        .string()
        .describe('The client that signed in: `FIRST_PARTY_CLIENT_ID`, or an OAuth client.')
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
      is_verified: z.boolean().describe('Whether the sign-in used two factors.'),
      created_at: z.iso.datetime(),
      last_activity_at: z.iso.datetime(),
      last_rotation_at: z.iso.datetime().describe('When its refresh token was last exchanged.'),
      expires_at: z.iso.datetime(),
    })
    .meta({ id: 'Session' }),
);
export type SessionView = z.infer<ReturnType<typeof sessionView>>;

/** Who views sessions, and when (epoch milliseconds). `clientId` is that of our own routes. */
type Viewing = { clientId: string; currentId: string | null; now: number };

/** Converts a session for the API. */
export function toSessionView(
  session: Session,
  { clientId, currentId, now }: Viewing,
): SessionView {
  // Rows older than the closed lists may hold any name that a client gave itself.
  const { browser, os, deviceType } = knownDevice(session);
  return {
    id: session.id,
    client_id: session.clientId ?? clientId,
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
    // RFC 8176: `mfa` stands for more than one factor.
    is_verified: session.amr.includes('mfa'),
    created_at: toIso(session.createdAt),
    last_activity_at: toIso(session.lastActivityAt),
    last_rotation_at: toIso(session.lastRotationAt),
    expires_at: toIso(session.expiresAt),
  };
}

export type ListSessionsDeps = { readSessions: ReadSessions; clock: Clock; clientId: string };

/** {@link listSessions} with its dependencies. */
export const createListSessions = (deps: ListSessionsDeps) => (userId: string) =>
  listSessions(deps, userId);
export type ListSessions = ReturnType<typeof createListSessions>;

/**
 * Returns the live sessions of a user, latest activity first. None is marked as current: the caller
 * knows which one it is. Throws `storage_unavailable`.
 */
export async function listSessions(deps: ListSessionsDeps, userId: string): Promise<SessionView[]> {
  return (await readLive(deps, userId)).map(({ amr, ...view }) => view);
}

/** A session as its owner sees it on a page: with what they signed in with (RFC 8176). */
export type ShownSession = SessionView & { amr: string[] };

/** {@link showSessions} with its dependencies. */
export const createShowSessions = (deps: ListSessionsDeps) => (userId: string) =>
  showSessions(deps, userId);
export type ShowSessions = ReturnType<typeof createShowSessions>;

/**
 * Returns the live sessions of our own routes as {@link listSessions} does, with how each sign-in
 * was proved.
 */
export async function showSessions(
  deps: ListSessionsDeps,
  userId: string,
): Promise<ShownSession[]> {
  return (await readLive(deps, userId)).filter(({ client_id: id }) => id === deps.clientId);
}

async function readLive(
  { readSessions, clock, clientId }: ListSessionsDeps,
  userId: string,
): Promise<ShownSession[]> {
  const now = clock();
  return (await readSessions.live(userId)).map((session) => ({
    ...toSessionView(session, { clientId, currentId: null, now }),
    amr: session.amr,
  }));
}
