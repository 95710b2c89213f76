import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';

const notice = z.object({
  email: z.string(),
  /** Epoch milliseconds, shown in this time zone and locale. */
  at: z.number(),
  timezone: z.string().default('UTC'),
  locale: z.string().nullable().default(null),
  from: clientDescriptionSchema,
});
/** Notifies the owner of an erased account. No user is left to look up: it holds the address. */
export type ErasureNotice = z.infer<typeof notice>;
/** Sent by deployments that mailed it by a job of its own. */
export const erasureNoticeJob: JobKind<ErasureNotice> = {
  type: 'account.erasure_notice',
  payload: notice,
};

const remains = z.object({
  userId: z.string(),
  pseudonym: z.string(),
  /** Keys of one-time secrets, which are digests. */
  secrets: z.array(z.string()),
  /** Digests kept for imports: `ErasureMarks`. */
  marks: z.array(z.string()).default([]),
  /** Mailed once the account is gone; null if its owner is not told, or by a job of its own. */
  notice: notice.nullable().default(null),
});
/** Data that requests in flight during an erasure may have left behind. */
export type ErasureRemains = z.infer<typeof remains>;
export const erasureRemainsJob: JobKind<ErasureRemains> = {
  type: 'account.erasure_remains',
  payload: remains,
};
