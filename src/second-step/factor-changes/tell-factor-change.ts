import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { securityNoticeJob } from '../../sessions/security-mail.ts';
import { type Log, orLog } from '../../shared/log.ts';
import type { KeptFactor, NewFactor } from '../../users/factor-store.ts';
import type { KeptRecoveryCode } from '../../users/recovery-code-store.ts';
import type { AccountView } from '../../users/user.ts';

/** A change that its owner hears of: what was added, or all that is needed to put it back. */
export type FactorChange = {
  user: AccountView;
  change: 'added' | 'removed';
  factor: KeptFactor | NewFactor;
  /** Those that a removal took along. */
  recoveryCodes: readonly KeptRecoveryCode[];
  client: ClientInfo;
  /** Epoch milliseconds. */
  at: number;
};

/** Tells the owner of a change of their factors. Never throws: the change is made. */
export type TellFactorChange = (change: FactorChange) => Promise<void>;

export type TellFactorChangeDeps = { enqueue: EnqueueJob; log: Log };

/** Creates the notice of a change, by mail. */
export const createTellFactorChange =
  ({ enqueue, log }: TellFactorChangeDeps): TellFactorChange =>
  ({ user, change, client, at }) => {
    const kind = change === 'added' ? 'factor_added' : 'factor_removed';
    const notice = { userId: user.id, kind, at, from: describeClient(client) } as const;
    return orLog(log, 'notice_not_queued', enqueue(securityNoticeJob, notice));
  };
