import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import { ADMINISTRATOR } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { factorNeeded } from '../second-step/errors.ts';
import { NOTICE, removalNoticeJob } from '../second-step/factor-removals/factor-removal.ts';
import {
  type RemoveFactorsSinceDeps,
  removeFactorsSince,
} from '../second-step/factor-removals/remove-factors-since.ts';
import type { FactorRemovalStore } from '../users/factor-removal-store.ts';
import type { AccountView } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { AdminContext } from './admin-context.ts';

export type RemoveFactorsDeps = RemoveFactorsSinceDeps & {
  users: UserStore;
  removals: FactorRemovalStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  enqueue: EnqueueJob;
  /** Whether policy demands that an account keeps a factor. */
  needsFactor: (user: Pick<AccountView, 'hasPassword' | 'factors' | 'roles'>) => boolean;
};

/**
 * Removes all factors of a user who has lost them: at once if the administrator says who asked,
 * else after {@link NOTICE}, which the owner is mailed and can cancel. A second request begins the
 * time anew. Throws `factor_needed` for administrators who would remove their own where they must
 * have one: they have it, as they prove by asking; and `storage_unavailable`.
 */
export async function removeFactors(deps: RemoveFactorsDeps, context: AdminContext): Promise<void> {
  const { user, now, event, from, actorId, reason, identified } = context;
  const { users, removals, audit, changeUser, enqueue, random } = deps;
  const { id: userId, email } = user;
  if (actorId === userId && deps.needsFactor(user)) throw factorNeeded();
  if (identified || actorId === null) {
    const removed = event('admin.factors_removed');
    const metadata = { ...removed.metadata, identified: true };
    await removeFactorsSince(deps, {
      removed: { userId, since: 0 },
      when: users.existsCondition(userId),
      event: { ...removed, metadata },
      notice: { kind: 'factors_removed', from: ADMINISTRATOR },
    });
    return;
  }
  const asked = { ...event('admin.factor_removal_asked'), id: random.uuidAt(now) };
  const by = 'administrator';
  await enqueue(removalNoticeJob, { userId, email, at: now, from, by, event: asked.id });
  const dueAt = now + NOTICE;
  await changeUser({
    userId,
    statements: [
      removals.putStatement({ userId, actorId, reason, requestedAt: now, dueAt, since: 0 }),
      audit.recordStatement(asked),
    ],
  });
}
