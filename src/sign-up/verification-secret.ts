import * as z from 'zod';
import type { Purpose } from '../one-time-secrets/one-time-secrets.ts';

const context = z.object({
  /** The normalised address it was mailed to, the only one it verifies. */
  email: z.string(),
  /** The registration that mailed it; null for a mail requested later, perhaps by a stranger. */
  registration: z.string().nullable().default(null),
  /** Where the registrant wants to go in the end, to be judged again; null for the account. */
  returnTo: z.string().nullable().default(null),
});
export type VerificationContext = z.output<typeof context>;

/** Proves access to a mailbox, by link or by code. Issued to the address, not to an account. */
export const verificationSecret: Purpose<VerificationContext> = {
  name: 'email_verification',
  prefix: 'vfy',
  context,
};
