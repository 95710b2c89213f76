import type { AuditStore } from '../audit/audit-store.ts';
import { forbidden } from '../http/errors.ts';
import type { EndAllAtGuard } from '../sessions/end-all-at-guard.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { UserDirectoryStore } from '../users/user-directory-store.ts';
import type { AdminContext } from './admin-context.ts';

export type EndSessionsDeps = {
  db: Database;
  directory: UserDirectoryStore;
  audit: AuditStore;
  endAllAtGuard: EndAllAtGuard;
};

/**
 * Disables an account and ends its sessions. Throws `forbidden` for the last admin,
 * `storage_unavailable`.
 */
export async function disableUser(
  { db, directory, audit, endAllAtGuard }: EndSessionsDeps,
  { user, now, event }: AdminContext,
): Promise<void> {
  const allowed = directory.erasableCondition(user.id);
  const [, disabled] = await runBatch(db, [
    audit.recordWhenStatement(event('admin.disabled'), allowed),
    directory.disableStatement(user.id, now),
  ]);
  const [{ signInEpoch } = { signInEpoch: null }] = disabled;
  if (signInEpoch === null) throw forbidden({ detail: 'The last admin cannot be disabled.' });
  await endAllAtGuard({ userId: user.id, reason: 'account_disabled', epoch: signInEpoch });
}

/** Ends all sessions of a user. Throws `storage_unavailable`. */
export async function terminateSessions(
  { db, directory, audit, endAllAtGuard }: EndSessionsDeps,
  { user, now, event }: AdminContext,
): Promise<void> {
  const [raised] = await runBatch(db, [
    directory.raiseEpochStatement(user.id, now),
    audit.recordStatement(event('admin.sessions_ended')),
  ]);
  const [{ signInEpoch } = { signInEpoch: null }] = raised;
  if (signInEpoch !== null)
    await endAllAtGuard({ userId: user.id, reason: 'admin', epoch: signInEpoch });
}
