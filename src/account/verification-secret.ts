import * as z from 'zod';
import type { Purpose } from '../one-time-secrets/one-time-secrets.ts';

const context = z.object({
  /** The normalised address that it was mailed to, which alone it proves. */
  email: z.string(),
  /** The password of the registration that this mail belongs to, if the address had been registered before; else null. */
  passwordHash: z.string().nullable(),
});

/** Proof that somebody reads the mailbox of an address: by link or by code. */
export const verificationSecret: Purpose<z.infer<typeof context>> = {
  name: 'email_verification',
  prefix: 'vfy',
  context,
};
