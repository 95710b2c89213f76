import type { AuditStore } from '../../audit/audit-store.ts';
import type { AuditEvent } from '../../audit/event.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { type SecurityNotice, securityNoticeJob } from '../../sessions/security-mail.ts';
import type { Condition } from '../../shared/database.ts';
import type { Log } from '../../shared/log.ts';
import type { Random } from '../../shared/random.ts';
import type { FactorRemovalStore } from '../../users/factor-removal-store.ts';
import type { RecoveryCodeStore } from '../../users/recovery-code-store.ts';
import type { Added, RemovedFactorStore } from '../../users/removed-factor-store.ts';
import type { UserDirectoryStore } from '../../users/user-directory-store.ts';

export type RemoveFactorsSinceDeps = {
  removals: FactorRemovalStore;
  removedFactors: RemovedFactorStore;
  recoveryCodes: RecoveryCodeStore;
  directory: UserDirectoryStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  enqueue: EnqueueJob;
  random: Random;
  log: Log;
};

export type RemoveFactorsSinceInput = {
  /** Whose, and which. */
  removed: Added;
  /** What must hold in D1 for anything to happen. */
  when: Condition;
  event: AuditEvent;
  /** What the owner is told. */
  notice: Pick<SecurityNotice, 'kind' | 'from'>;
};

/**
 * Removes second factors of a user and the recovery codes made along with them, with any removal
 * that waits, ends all sessions, since a lost device may be signed in, and tells the owner. Nothing
 * of this happens unless `when` holds. Returns whether it did. Throws `storage_unavailable`.
 */
export async function removeFactorsSince(
  deps: RemoveFactorsSinceDeps,
  { removed, when, event, notice }: RemoveFactorsSinceInput,
): Promise<boolean> {
  const { removals, removedFactors, recoveryCodes, directory, audit, changeUser } = deps;
  const { enqueue, random } = deps;
  const { userId } = removed;
  const reason = 'factors_removed';
  const id = random.uuidAt(event.at);
  await enqueue(securityNoticeJob, { userId, ...notice, at: event.at, event: id });
  const { happened } = await changeUser({
    userId,
    tightens: { endsSessions: { reason } },
    statements: [
      audit.recordWhenStatement({ ...event, id }, when),
      removedFactors.removeAddedStatement(removed, when),
      recoveryCodes.removeAddedStatement(removed, when),
      recoveryCodes.removeOrphansStatement(userId),
      directory.raiseEpochStatement(userId, event.at, when),
      // Last: `when` may be that it waits.
      removals.dropWhenStatement(userId, when),
    ],
    happened: ([, , , , raised]) => raised.length > 0,
    endAll: { reason },
  });
  return happened;
}
