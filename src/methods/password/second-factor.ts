import * as z from 'zod';
import { TOKEN_DELIVERIES } from '../../guard/guard-state.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { Purpose } from '../../one-time-secrets/one-time-secrets.ts';
import type { User } from '../../users/user.ts';

/** Who is asked for a mailed code after a right password: nobody, those who switched it on, everybody. */
export type SecondFactorPolicy = 'off' | 'enrolled' | 'always';

/** Whether a right password alone does not sign this user in. */
export function needsSecondFactor(user: User, policy: SecondFactorPolicy): boolean {
  return policy === 'always' || (policy === 'enrolled' && user.mfaEmailEnabled);
}

/** What a sign-in asked for, carried from the first step to the second. */
export const pendingSignIn = z.object({
  remember: z.boolean(),
  delivery: z.enum(TOKEN_DELIVERIES),
  deviceName: z.string().nullable(),
  /** By which the first step was judged; a newer one makes it worthless. */
  signInEpoch: z.number(),
});
export type PendingSignIn = z.infer<typeof pendingSignIn>;

/** The code that follows a right password. */
export const secondFactorSecret: Purpose<PendingSignIn> = {
  name: 'second_factor',
  prefix: 'mfa',
  context: pendingSignIn,
};

const payload = z.object({ userId: z.string(), pending: pendingSignIn, from: z.string() });
export type SecondFactorRequest = z.infer<typeof payload>;

/** A right password was given: mail the code. */
export const secondFactorJob: JobKind<SecondFactorRequest> = {
  type: 'password.second_factor',
  payload,
};
