import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';
import type { OneTimeSecrets, Purpose } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';

const context = z.object({
  /** The normalised address it was mailed to; void once the account has another address. */
  email: z.string(),
  /** Where the reader wants to go in the end, to be judged again; null for the account. */
  returnTo: z.string().nullable().default(null),
});
export type ResetContext = z.output<typeof context>;
/** A link or code that sets a new password. Using one voids all that were mailed before it. */
export const resetSecret: Purpose<ResetContext> = {
  name: 'password_reset',
  prefix: 'rst',
  context,
};

type Prover = { id: string; emailNormalized: string; signInEpoch: number };

/** Issues password-setting tokens to users who just verified an address. `ttl` in milliseconds. */
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
      context: { email: emailNormalized, returnTo: null },
      issuedAt: clock(),
      ttl,
    });
}

const payload = z.object({
  email: z.string(),
  by: z.enum(['link', 'code']),
  from: clientDescriptionSchema,
  /** The marks that identify the browser, sealed. */
  marks: z.string().nullish(),
  /** Where the reader wants to go in the end. */
  returnTo: z.string().nullish(),
  /** The language that the request asked for. Jobs of earlier deployments have none. */
  language: z.string().nullish(),
});
export type ResetRequest = z.infer<typeof payload>;

/** Mails a reset. Looks the account up after the response, so that unknown addresses look alike. */
export const resetJob: JobKind<ResetRequest> = { type: 'password.reset', payload };
