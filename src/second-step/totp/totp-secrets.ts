import * as z from 'zod';
import type { ToUse } from '../../guard/forgoing.ts';
import type { Purpose } from '../../one-time-secrets/one-time-secrets.ts';
import { MINUTE } from '../../shared/clock.ts';
import { STEP } from './one-time-passwords.ts';

/** The kind of factor. */
export const TOTP = 'totp';
/** Devices of one account: enough for every phone and a spare, few enough to compare them all. */
export const MOST_DEVICES = 5;
/** How long a device waits for its first code, in milliseconds. */
export const ENROLMENT_TTL = 10 * MINUTE;

const enrolment = z.object({
  /** The secret, sealed for the factor of this id. */
  factorId: z.string(),
  sealed: z.string(),
  label: z.string().nullable(),
  /** The session or sign-in that began it; no other may confirm it. */
  begunBy: z.string(),
});
export type TotpEnrolment = z.infer<typeof enrolment>;

/** A device that waits for its first code. It is found by the id of the factor that it becomes. */
export const totpEnrolmentSecret: Purpose<TotpEnrolment> = {
  name: 'totp_enrolment',
  prefix: 'totp',
  context: enrolment,
  familyOf: ({ factorId }) => factorId,
};

export type TimeStep = { userId: string; factorId: string; step: number; now: number };

/**
 * A time step of a factor as the guard uses it up, once (RFC 6238 §5.2). What it signs in has an
 * epoch of its own.
 */
export function timeStepSecret({ userId, factorId, step, now }: TimeStep): ToUse {
  const name = `totp:${factorId}:${step}`;
  // As long as a clock that lags could still show it, and the request before could be delayed.
  const expiresAt = now + 4 * STEP;
  return {
    purpose: name,
    digest: name,
    userId,
    issuedAt: step * STEP,
    expiresAt,
    familyExpiresAt: expiresAt,
    epoch: null,
  };
}
