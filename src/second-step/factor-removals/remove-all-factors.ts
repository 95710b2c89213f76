import type { AuditStore } from '../../audit/audit-store.ts';
import type { AuditEvent } from '../../audit/event.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import { ADMINISTRATOR } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { securityNoticeJob } from '../../sessions/security-mail.ts';
import type { Condition } from '../../shared/database.ts';
import { type Log, orLog } from '../../shared/log.ts';
import type { FactorRemovalStore } from '../../users/factor-removal-store.ts';
import type { RecoveryCodeStore } from '../../users/recovery-code-store.ts';
import type { RemovedFactorStore } from '../../users/removed-factor-store.ts';
import type { UserDirectoryStore } from '../../users/user-directory-store.ts';

export type RemoveAllFactorsDeps = {
  removals: FactorRemovalStore;
  removedFactors: RemovedFactorStore;
  recoveryCodes: RecoveryCodeStore;
  directory: UserDirectoryStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  enqueue: EnqueueJob;
  log: Log;
};

export type RemoveAllFactorsInput = {
  userId: string;
  /** What must hold in D1 for anything to happen. */
  when: Condition;
  event: AuditEvent;
};

/**
 * Removes every second factor of a user and the recovery codes, with any removal that waits, ends
 * all sessions, since a lost device may be signed in, and tells the owner. Nothing of this happens
 * unless `when` holds. Returns whether it did. Throws `storage_unavailable`.
 */
export async function removeAllFactors(
  deps: RemoveAllFactorsDeps,
  { userId, when, event }: RemoveAllFactorsInput,
): Promise<boolean> {
  const { removals, removedFactors, recoveryCodes, directory, audit, changeUser, log } = deps;
  const reason = 'factors_removed';
  const { happened } = await changeUser({
    userId,
    tightens: { endsSessions: { reason } },
    statements: [
      audit.recordWhenStatement(event, when),
      removedFactors.removeAllStatement(userId, when),
      recoveryCodes.removeAddedStatement(userId, 0, when),
      directory.raiseEpochStatement(userId, event.at, when),
      // Last: `when` may be that it waits.
      removals.dropWhenStatement(userId, when),
    ],
    happened: ([, , , raised]) => raised.length > 0,
    endAll: { reason },
  });
  if (!happened) return false;
  const notice = { userId, kind: 'factors_removed', at: event.at, from: ADMINISTRATOR } as const;
  await orLog(log, 'notice_not_queued', deps.enqueue(securityNoticeJob, notice));
  return true;
}
