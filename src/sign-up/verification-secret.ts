import * as z from 'zod';
import type { Purpose } from '../one-time-secrets/one-time-secrets.ts';

const context = z.object({
  /** The normalised address that it was mailed to, which alone it proves. */
  email: z.string(),
  /** The registration that mailed it; null for a mail that somebody asked for later, who may not have registered. */
  registration: z.string().nullable().default(null),
});
export type VerificationContext = z.output<typeof context>;

/** Proof that somebody reads the mailbox of an address, by link or by code. It is issued to the address, not to an account. */
export const verificationSecret: Purpose<VerificationContext> = {
  name: 'email_verification',
  prefix: 'vfy',
  context,
};
