import type { NewSession, Session } from '../../src/guard/session.ts';
import type { Trail } from '../../src/guard/trail.ts';
import { DAY } from '../../src/shared/clock.ts';

/** Where the requests of a test come from. */
export const trailOf = (userId = 'u'): Trail => ({
  userId,
  origin: { ipAddress: '203.0.113.7', userAgent: 'test', requestId: null },
  keepFor: 90 * DAY,
});

/** A sign-in from one and the same device. */
export function newSession(
  given: Pick<NewSession, 'id' | 'createdAt' | 'expiresAt'> & Partial<NewSession>,
): NewSession {
  return {
    userId: 'u',
    deviceName: null,
    deviceFingerprint: 'f',
    browser: 'Firefox',
    os: 'Linux',
    deviceType: 'desktop',
    userAgent: 'test',
    ipAddress: '203.0.113.7',
    city: null,
    country: null,
    amr: ['pwd'],
    clientId: null,
    ...given,
  };
}

/** A session as it is stored. */
export function storedSession(
  given: Pick<NewSession, 'id' | 'createdAt' | 'expiresAt'> & Partial<Session>,
): Session {
  const { createdAt: at } = given;
  const begun = { lastActivityAt: at, lastRotationAt: at, revokedAt: null, revokeReason: null };
  const { deviceFingerprint = 'f', ...rest } = given;
  return { ...newSession(rest), ...begun, seq: 1, ...rest, deviceFingerprint };
}
