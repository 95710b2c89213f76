import type { AuditStore } from '../../audit/audit-store.ts';
import type { CurrentToken } from '../../guard/guard-calls.ts';
import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { EndAllAtGuard } from '../../sessions/end-all-at-guard.ts';
import { signInOvertaken } from '../../sessions/errors.ts';
import { securityNoticeJob } from '../../sessions/security-mail.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Database, runBatch } from '../../shared/database.ts';
import { type Log, orLog } from '../../shared/log.ts';
import type { Random } from '../../shared/random.ts';
import type { PasswordStore } from '../../users/password-store.ts';
import type { User } from '../../users/user.ts';
import type { BreachGuard } from './breach-guard.ts';
import { passwordReused } from './errors.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { assertPasswordPolicy, type PasswordPolicy } from './password-policy.ts';

export type SetPasswordDeps = {
  db: Database;
  passwords: PasswordStore;
  audit: AuditStore;
  endAllAtGuard: EndAllAtGuard;
  hasher: PasswordHasher;
  breaches: BreachGuard;
  enqueue: EnqueueJob;
  clock: Clock;
  random: Random;
  log: Log;
  policy: PasswordPolicy;
  /** How many former passwords are rejected. */
  history: number;
};

export type SetPasswordInput = {
  user: User;
  password: string;
  /** The body field of the password. */
  field: string;
  reason: 'password_changed' | 'password_reset';
  /** The session to keep. */
  keep?: { sessionId: string; jti: string };
  client: ClientInfo;
};

export type PasswordSet = { user: User; kept: CurrentToken | null };
export type SetPassword = (input: SetPasswordInput) => Promise<PasswordSet>;

/**
 * Sets a password. Checks policy, history and breaches; then writes the hash and the history and
 * ends all sessions in one batch; then updates the guard, before returning. Throws
 * `password_too_weak`, `password_reused`, `password_breached`; `invalid_credentials` if another
 * change came first; `storage_unavailable`, after which nothing has changed.
 */
export async function setPassword(
  deps: SetPasswordDeps,
  input: SetPasswordInput,
): Promise<PasswordSet> {
  const { user, password, reason, keep, client } = input;
  await assertAcceptable(deps, input);
  const newHash = await deps.hasher.hash(password);
  const now = deps.clock();
  const epoch = await store(deps, input, { newHash, now });

  const kept = await deps.endAllAtGuard({
    userId: user.id,
    reason,
    epoch,
    clearsTries: reason === 'password_reset',
    ...(keep === undefined ? {} : { keep }),
  });
  const notice = { userId: user.id, kind: reason, at: now, from: describeClient(client) };
  await Promise.all([
    orLog(deps.log, 'notice_not_queued', deps.enqueue(securityNoticeJob, notice)),
    deps.breaches.checkLater({ password, userId: user.id, passwordHash: newHash }),
  ]);
  return {
    user: { ...user, passwordHash: newHash, passwordChangedAt: epoch, signInEpoch: epoch },
    kept,
  };
}

/** Binds {@link setPassword} to its dependencies. */
export const createSetPassword =
  (deps: SetPasswordDeps): SetPassword =>
  (input) =>
    setPassword(deps, input);

async function assertAcceptable(
  { policy, passwords, hasher, breaches, history }: SetPasswordDeps,
  { user, password, field, client }: SetPasswordInput,
): Promise<void> {
  const { email, username, firstName, lastName, displayName } = user;
  const clues = { email, username, names: [firstName, lastName, displayName] };
  await assertPasswordPolicy(password, policy, clues, field);
  const former = await passwords.listFormerPasswords(user.id, history);
  for (const hash of [...(user.passwordHash === null ? [] : [user.passwordHash]), ...former]) {
    const { matches } = await hasher.verify(password, hash);
    if (matches)
      throw passwordReused({
        errors: [{ field, code: 'reused', message: 'You have used this password before.' }],
      });
  }
  await breaches.assertClean({ password, field, userId: user.id, client });
}

// Returns the new sign-in epoch.
async function store(
  { db, passwords, audit, random, history }: SetPasswordDeps,
  { user, reason, client }: SetPasswordInput,
  { newHash, now }: { newHash: string; now: number },
): Promise<number> {
  const done = passwords.passwordIs(user.id, newHash);
  const type = reason === 'password_reset' ? 'password.reset' : 'password.changed';
  const [, updated] = await runBatch(db, [
    ...passwords.changePasswordStatements({
      userId: user.id,
      oldHash: user.passwordHash,
      signInEpoch: user.signInEpoch,
      newHash,
      now,
      historyId: random.uuidAt(now),
      keep: history,
      verifiesEmail: reason === 'password_reset',
    }),
    audit.recordWhenStatement({ type, userId: user.id, origin: client, at: now }, done),
  ]);
  const [changed] = updated;
  if (changed === undefined) throw signInOvertaken();
  return changed.signInEpoch;
}
