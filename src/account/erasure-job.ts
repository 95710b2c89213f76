import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';

const remains = z.object({
  userId: z.string(),
  pseudonym: z.string(),
  /** Keys of one-time secrets, which are digests. */
  secrets: z.array(z.string()),
  /** What is kept of the erasure for imports, digests as well. */
  marks: z.array(z.string()).default([]),
});
/** What requests that were under way while an account was erased may have left behind. */
export type ErasureRemains = z.infer<typeof remains>;
export const erasureRemainsJob: JobKind<ErasureRemains> = {
  type: 'account.erasure_remains',
  payload: remains,
};

const notice = z.object({
  email: z.string(),
  /** Epoch milliseconds, told in this time zone and by the customs of this locale. */
  at: z.number(),
  timezone: z.string().default('UTC'),
  locale: z.string().nullable().default(null),
  from: clientDescriptionSchema,
});
/** Tells the person behind an erased account. There is no user to look up any more, so the message holds the address. */
export type ErasureNotice = z.infer<typeof notice>;
export const erasureNoticeJob: JobKind<ErasureNotice> = {
  type: 'account.erasure_notice',
  payload: notice,
};
