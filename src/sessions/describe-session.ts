import type { NewSession } from '../guard/session.ts';
import { parseDevice } from '../http/device.ts';
import type { Clock } from '../shared/clock.ts';
import { keyedDigest } from '../shared/digest.ts';
import type { Random } from '../shared/random.ts';
import type { User } from '../users/user.ts';
import type { SignInOptions } from './sign-in-options.ts';

export type DescribeSessionDeps = {
  clock: Clock;
  random: Random;
  /** Durations in milliseconds. */
  ttl: { session: number; remembered: number };
  fingerprintKey: Uint8Array;
};

/** A session that begins now, with what is known of its device. */
export function describeSession(
  { clock, random, ttl, fingerprintKey }: DescribeSessionDeps,
  { user, remember, amr, deviceName, client }: SignInOptions & { user: User; amr: string[] },
): NewSession {
  const now = clock();
  const { ipAddress, userAgent, city, country, languages } = client;
  const device = parseDevice(userAgent);
  // Only stable traits: none that a page must measure, none that a browser update changes.
  const deviceFingerprint = keyedDigest(
    fingerprintKey,
    device.browser ?? '',
    device.os ?? '',
    device.deviceType ?? '',
    languages ?? '',
  );
  const where = { ipAddress, userAgent, city, country };
  const expiresAt = now + (remember ? ttl.remembered : ttl.session);
  return {
    id: random.uuidAt(now),
    userId: user.id,
    deviceName,
    deviceFingerprint,
    ...device,
    ...where,
    amr,
    clientId: null,
    createdAt: now,
    expiresAt,
  };
}
