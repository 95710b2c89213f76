import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { NOTICE, removalNoticeJob } from '../second-step/factor-removals/factor-removal.ts';
import {
  type RemoveAllFactorsDeps,
  removeAllFactors,
} from '../second-step/factor-removals/remove-all-factors.ts';
import type { FactorRemovalStore } from '../users/factor-removal-store.ts';
import type { UserStore } from '../users/user-store.ts';
import type { AdminContext } from './admin-context.ts';

export type RemoveFactorsDeps = RemoveAllFactorsDeps & {
  users: UserStore;
  removals: FactorRemovalStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  enqueue: EnqueueJob;
};

/**
 * Removes all factors of a user who has lost them: at once if the administrator says who asked,
 * else after {@link NOTICE}, which the owner is mailed and can cancel. A second request begins the
 * time anew. Throws `storage_unavailable`.
 */
export async function removeFactors(deps: RemoveFactorsDeps, context: AdminContext): Promise<void> {
  const { user, now, event, from, actorId, reason, identified } = context;
  const { users, removals, audit, changeUser, enqueue } = deps;
  const { id: userId, email } = user;
  if (identified || actorId === null) {
    const removed = event('admin.factors_removed');
    const metadata = { ...removed.metadata, identified: true };
    const when = users.existsCondition(userId);
    await removeAllFactors(deps, { userId, when, event: { ...removed, metadata } });
    return;
  }
  // First: a mail too many does no harm, but a removal that the owner is not told of does.
  await enqueue(removalNoticeJob, { userId, email, at: now, from });
  await changeUser({
    userId,
    statements: [
      removals.putStatement({ userId, actorId, reason, requestedAt: now, dueAt: now + NOTICE }),
      audit.recordStatement(event('admin.factor_removal_asked')),
    ],
  });
}
