import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';

const payload = z.object({ email: z.string(), from: clientDescriptionSchema });

/** Somebody asked for another verification mail. Whether there is anything to verify is found out after the answer. */
export const verificationJob: JobKind<z.infer<typeof payload>> = {
  type: 'account.verification',
  payload,
};
