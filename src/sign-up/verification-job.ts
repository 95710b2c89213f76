import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';

const payload = z.object({
  email: z.string(),
  from: clientDescriptionSchema,
  /** The marks that identify the browser, sealed. */
  marks: z.string().nullish(),
  /** Where the reader wants to go in the end. */
  returnTo: z.string().nullish(),
  /** The language that the request asked for. Jobs of earlier deployments have none. */
  language: z.string().nullish(),
});
export type VerificationRequest = z.infer<typeof payload>;

/** Mails another verification. Looks the account up after the response, so that all look alike. */
export const verificationJob: JobKind<VerificationRequest> = {
  type: 'account.verification',
  payload,
};
