import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import { forbidden } from '../http/errors.ts';
import type { Database } from '../shared/database.ts';
import type { UserDirectoryStore } from '../users/user-directory-store.ts';
import type { AdminContext } from './admin-context.ts';

export type EndSessionsDeps = {
  db: Database;
  directory: UserDirectoryStore;
  audit: AuditStore;
  changeUser: ChangeUser;
};

/**
 * Disables an account and ends its sessions. Throws `forbidden` for the last admin,
 * `storage_unavailable`.
 */
export async function disableUser(
  { directory, audit, changeUser }: EndSessionsDeps,
  { user, now, event }: AdminContext,
): Promise<void> {
  // Announcing the change would end the sessions of an admin who stays.
  if (user.roles.includes('admin') && (await directory.isLastAdmin(user.id))) throw lastAdmin();
  const reason = 'account_disabled';
  const allowed = directory.erasableCondition(user.id);
  const { happened } = await changeUser({
    userId: user.id,
    tightens: { status: 'disabled', endsSessions: { reason } },
    statements: [
      audit.recordWhenStatement(event('admin.disabled'), allowed),
      directory.disableStatement(user.id, now),
    ],
    happened: ([, disabled]) => disabled.length > 0,
    raisesIf: allowed,
    endAll: { reason },
  });
  if (!happened) throw lastAdmin();
}

const lastAdmin = () => forbidden({ detail: 'The last admin cannot be disabled.' });

/** Ends all sessions of a user. Throws `storage_unavailable`. */
export async function terminateSessions(
  { directory, audit, changeUser }: EndSessionsDeps,
  { user, now, event }: AdminContext,
): Promise<void> {
  const reason = 'admin';
  await changeUser({
    userId: user.id,
    tightens: { endsSessions: { reason } },
    statements: [
      directory.raiseEpochStatement(user.id, now),
      audit.recordStatement(event('admin.sessions_ended')),
    ],
    endAll: { reason },
  });
}
