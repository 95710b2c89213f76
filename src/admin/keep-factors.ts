import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import type { FactorRemovalStore } from '../users/factor-removal-store.ts';
import type { AdminContext } from './admin-context.ts';

export type KeepFactorsDeps = {
  removals: FactorRemovalStore;
  audit: AuditStore;
  changeUser: ChangeUser;
};

/**
 * Stops the removal of factors that waits for a user, whoever asked for it. Does nothing if none
 * waits any more. Throws `storage_unavailable`.
 */
export async function keepFactors(
  { removals, audit, changeUser }: KeepFactorsDeps,
  { user: { id: userId }, event }: AdminContext,
): Promise<void> {
  await changeUser({
    userId,
    statements: [
      audit.recordWhenStatement(
        event('admin.factor_removal_cancelled'),
        removals.anyCondition(userId),
      ),
      removals.dropStatement(userId),
    ],
    happened: ([, dropped]) => dropped.length > 0,
  });
}
