import { describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { securityNoticeJob } from '../sessions/security-mail.ts';
import { type Log, orLog } from '../shared/log.ts';
import type { TellFactorChange } from '../step-up/ports.ts';

export type TellFactorChangeDeps = { enqueue: EnqueueJob; log: Log };

/** Queues a notice of each change of factors. The change stands even if the queue is down. */
export const createTellFactorChange =
  ({ enqueue, log }: TellFactorChangeDeps): TellFactorChange =>
  async ({ user, change, client, at }) => {
    const kind = change === 'added' ? 'factor_added' : 'factor_removed';
    const notice = { userId: user.id, kind, at, from: describeClient(client) } as const;
    await orLog(log, 'notice_not_queued', enqueue(securityNoticeJob, notice));
  };
