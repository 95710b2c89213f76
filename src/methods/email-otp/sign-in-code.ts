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
  /** The marks that identify the browser, sealed. */
  marks: z.string().nullish(),
  /** The language that the request asked for. Jobs of earlier deployments have none. */
  language: z.string().nullish(),
});
export type SignInCodeRequest = z.infer<typeof payload>;

/** Mails a sign-in code. Looks the account up after the response, so that all look alike. */
export const signInCodeJob: JobKind<SignInCodeRequest> = {
  type: 'email_otp.sign_in_code',
  payload,
};
