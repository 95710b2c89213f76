import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { Batch } from '../shared/database.ts';
import type { Random } from '../shared/random.ts';
import type { ForceReset } from '../step-up/ports.ts';
import type { PasswordStore } from '../users/password-store.ts';
import type { UserStore } from '../users/user-store.ts';
import { resetJob } from './reset-secret.ts';

export type ForceResetDeps = {
  users: UserStore;
  passwords: PasswordStore;
  audit: AuditStore;
  changeUser: ChangeUser;
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
  const { users, passwords, audit, changeUser, enqueue, clock, random } = deps;
  const reason = 'password_reset';
  const now = clock();
  const when = after?.when ?? users.existsCondition(user.id);
  const reset: Batch = [
    audit.recordWhenStatement(event, when),
    ...passwords.revokePasswordStatements(user.id, random.uuidAt(now), now, when),
  ];
  const { happened } = await changeUser<Batch>({
    userId: user.id,
    tightens: { endsSessions: { reason } },
    statements: after === undefined ? reset : [...after.statements, ...reset],
    happened: (results) => (results.at(-1) as unknown[]).length > 0,
    endAll: { reason },
    // Nothing of a restored row lets anyone in once it has no password.
    mayOutrank: true,
  });
  if (happened) await enqueue(resetJob, { email: user.email, by: 'link', from });
  return happened;
}

/** Binds {@link forceReset} to its dependencies. */
export const createForceReset =
  (deps: ForceResetDeps): ForceReset =>
  (input) =>
    forceReset(deps, input);
