import * as z from 'zod';
import { changeEvent } from '../../guard/find-change.ts';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { Purpose } from '../../one-time-secrets/one-time-secrets.ts';
import { DAY, HOUR } from '../../shared/clock.ts';

/** How long the owner has to object, in milliseconds. From the contract. */
export const NOTICE = DAY;
/** Lifetime of the link, in milliseconds: until the cron has surely carried the removal out. */
export const CANCEL_TTL = NOTICE + 6 * HOUR;

const context = z.object({});

/** Allows its holder to cancel the removal of factors that waits. */
export const cancelRemovalSecret: Purpose<z.infer<typeof context>> = {
  name: 'factor_removal_cancel',
  outlivesSessions: true,
  prefix: 'can',
  context,
};

const notice = z.object({
  userId: z.string(),
  /** The address at the time of the request. */
  email: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Who requested it, in words. */
  from: clientDescriptionSchema,
  /** What asked for it: an administrator, or a link that takes a change of factors back. */
  by: z.enum(['administrator', 'link']).default('administrator'),
  event: changeEvent,
});
export type RemovalNotice = z.infer<typeof notice>;

/** Mails the owner that factors are about to be removed, with a link that cancels it. */
export const removalNoticeJob: JobKind<RemovalNotice> = {
  type: 'factor.removal_notice',
  payload: notice,
};
