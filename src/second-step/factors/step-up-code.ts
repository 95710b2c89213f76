import * as z from 'zod';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { Purpose } from '../../one-time-secrets/one-time-secrets.ts';

const context = z.object({
  sessionId: z.string(),
  /** The normalised address it was mailed to; a change of address voids it. */
  email: z.string(),
});

/** The code by which a signed-in user without a password proves themselves again. */
export const stepUpCodeSecret: Purpose<z.infer<typeof context>> = {
  name: 'step_up',
  prefix: 'sup',
  context,
  familyOf: ({ sessionId }) => sessionId,
};

const payload = z.object({
  userId: z.string(),
  sessionId: z.string(),
  /** A newer one voids the code. */
  signInEpoch: z.number(),
  /** Epoch milliseconds. */
  askedAt: z.number(),
  from: clientDescriptionSchema,
  /** The language that the request asked for. Jobs of earlier deployments have none. */
  language: z.string().nullish(),
});
export type StepUpCodeRequest = z.infer<typeof payload>;

/** Mails a code to a session that was promised one. */
export const stepUpCodeJob: JobKind<StepUpCodeRequest> = { type: 'step_up.mailed_code', payload };
