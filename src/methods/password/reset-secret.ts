import * as z from 'zod';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { Purpose } from '../../one-time-secrets/one-time-secrets.ts';

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
