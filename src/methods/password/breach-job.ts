import * as z from 'zod';
import type { JobKind } from '../../mail/job-queue.ts';

const payload = z.object({
  userId: z.string(),
  passwordHash: z.string(),
  /** The password's SHA-1, encrypted. */
  digest: z.string(),
});
export type BreachJob = z.infer<typeof payload>;

/** Checks a password for breaches, after the response. */
export const breachJob: JobKind<BreachJob> = { type: 'password.breach_check', payload };
