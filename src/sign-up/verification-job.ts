import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';

const payload = z.object({
  email: z.string(),
  from: clientDescriptionSchema,
  /** By which the browser is known, sealed. */
  marks: z.string().nullish(),
});
export type VerificationRequest = z.infer<typeof payload>;

/** Somebody asked for another verification mail. Whether there is anything to verify is found out after the answer. */
export const verificationJob: JobKind<VerificationRequest> = {
  type: 'account.verification',
  payload,
};
