import type { AuditStore } from '../audit/audit-store.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { EndAllAtGuard } from '../sessions/end-all-at-guard.ts';
import type { Clock } from '../shared/clock.ts';
import { type Batch, type Database, runBatch } from '../shared/database.ts';
import type { Random } from '../shared/random.ts';
import type { ForceReset } from '../step-up/ports.ts';
import type { PasswordStore } from '../users/password-store.ts';
import type { UserStore } from '../users/user-store.ts';
import { resetJob } from './reset-secret.ts';

export type ForceResetDeps = {
  db: Database;
  users: UserStore;
  passwords: PasswordStore;
  audit: AuditStore;
  endAllAtGuard: EndAllAtGuard;
  enqueue: EnqueueJob;
  clock: Clock;
  random: Random;
};

/**
 * Removes a user's password, ends all their sessions and mails them a link to set a new one. Safe
 * to repeat. Returns false if nothing was changed. Throws `storage_unavailable`.
 */
export async function forceReset(
  deps: ForceResetDeps,
  { user, event, from, after }: Parameters<ForceReset>[0],
): Promise<boolean> {
  const { db, users, passwords, audit, clock, random } = deps;
  const now = clock();
  const when = after?.when ?? users.existsCondition(user.id);
  const reset: Batch = [
    audit.recordWhenStatement(event, when),
    ...passwords.revokePasswordStatements(user.id, random.uuidAt(now), now, when),
  ];
  const results = await runBatch(db, after === undefined ? reset : [...after.statements, ...reset]);
  const [changed] = results.at(-1) as { signInEpoch: number }[];
  if (changed === undefined) return false;
  const epoch = changed.signInEpoch;
  await Promise.all([
    deps.endAllAtGuard({ userId: user.id, reason: 'password_reset', epoch }),
    deps.enqueue(resetJob, { email: user.email, by: 'link', from }),
  ]);
  return true;
}

/** Binds {@link forceReset} to its dependencies. */
export const createForceReset =
  (deps: ForceResetDeps): ForceReset =>
  (input) =>
    forceReset(deps, input);
