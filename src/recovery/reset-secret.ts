import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';
import type { OneTimeSecrets, Purpose } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';

const context = z.object({
  /** The normalised address that it was mailed to: once the account has another one, it is worth nothing. */
  email: z.string(),
});
/** Leave to set a new password, by link or by code. Using one uses up all that were mailed before. */
export const resetSecret: Purpose<z.infer<typeof context>> = {
  name: 'password_reset',
  prefix: 'rst',
  context,
};

type Prover = { id: string; emailNormalized: string; signInEpoch: number };

/** Makes tokens that set a password, for those who have just proved the address. `ttl` in milliseconds. */
export function createIssueResetToken({
  secrets,
  clock,
  ttl,
}: {
  secrets: OneTimeSecrets;
  clock: Clock;
  ttl: number;
}) {
  return ({ id, emailNormalized, signInEpoch }: Prover): Promise<string> =>
    secrets.issueLink({
      purpose: resetSecret,
      userId: id,
      epoch: signInEpoch,
      context: { email: emailNormalized },
      issuedAt: clock(),
      ttl,
    });
}

const payload = z.object({
  email: z.string(),
  by: z.enum(['link', 'code']),
  from: clientDescriptionSchema,
  /** By which the browser is known, sealed. */
  marks: z.string().nullish(),
});
export type ResetRequest = z.infer<typeof payload>;

/** Somebody forgot a password. Whether the address has an account is found out after the answer. */
export const resetJob: JobKind<ResetRequest> = { type: 'password.reset', payload };
