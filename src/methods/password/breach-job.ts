import * as z from 'zod';
import type { JobKind } from '../../mail/job-queue.ts';

const payload = z.object({
  userId: z.string(),
  passwordHash: z.string(),
  /** The password's SHA-1, encrypted. */ digest: z.string(),
});
export type BreachJob = z.infer<typeof payload>;

/** Look a password up among leaked ones, after the answer. */
export const breachJob: JobKind<BreachJob> = { type: 'password.breach_check', payload };
