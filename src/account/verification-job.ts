import * as z from 'zod';
import type { JobKind } from '../mail/job-queue.ts';

const payload = z.object({ email: z.string(), from: z.string() });

/** Somebody asked for another verification mail. Whether there is anything to verify is found out after the answer. */
export const verificationJob: JobKind<z.infer<typeof payload>> = {
  type: 'account.verification',
  payload,
};
