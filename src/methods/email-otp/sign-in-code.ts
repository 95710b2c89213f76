import * as z from 'zod';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { Purpose } from '../../one-time-secrets/one-time-secrets.ts';

/** A mailed code that signs in without a password. */
export const signInCode: Purpose<Record<string, never>> = {
  name: 'sign_in_code',
  prefix: 'otp',
  context: z.object({}) as z.ZodType<Record<string, never>>,
};

const payload = z.object({
  email: z.string(),
  from: clientDescriptionSchema,
  /** By which the browser is known, sealed. */
  marks: z.string().nullish(),
});
export type SignInCodeRequest = z.infer<typeof payload>;

/** Somebody asked for a sign-in code. Whether the address has an account is found out after the answer. */
export const signInCodeJob: JobKind<SignInCodeRequest> = {
  type: 'email_otp.sign_in_code',
  payload,
};
