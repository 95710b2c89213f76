import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import type { CurrentToken } from '../../guard/guard-calls.ts';
import type { Success } from '../../guard/try-calls.ts';
import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { endSessionsJob } from '../../sessions/end-sessions-job.ts';
import { signInOvertaken } from '../../sessions/errors.ts';
import { securityNoticeJob } from '../../sessions/security-mail.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Log, orLog } from '../../shared/log.ts';
import type { Random } from '../../shared/random.ts';
import type { PasswordStore } from '../../users/password-store.ts';
import type { User } from '../../users/user.ts';
import type { BreachGuard } from './breach-guard.ts';
import { passwordReused } from './errors.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { assertPasswordPolicy, type PasswordPolicy } from './password-policy.ts';

export type SetPasswordDeps = {
  passwords: PasswordStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  guards: Pick<AccountGuards, 'unlock'>;
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
  /** Former passwords, if the caller has read them. */
  former?: string[];
  /** Of the old password: its charge is cleared with the announcement of the change. */
  success?: Success;
  /** The session to keep. */
  keep?: { sessionId: string; jti: string };
  client: ClientInfo;
};

/** `kept` is null if that session has ended, and unknown while the guard has not `committed`. */
export type PasswordSet = { user: User; kept: CurrentToken | null; committed: boolean };
export type SetPassword = (input: SetPasswordInput) => Promise<PasswordSet>;

/**
 * Sets a password. Checks policy, history and breaches; then writes the hash and the history and
 * ends all sessions, at the guard and in D1. A reset may change a row older than its guard, as in a
 * restored database: whoever holds the mailbox decides. Throws `password_too_weak`,
 * `password_reused`, `password_breached`; `invalid_credentials` if another change came first;
 * `storage_unavailable`, after which a retry is safe.
 */
export async function setPassword(
  deps: SetPasswordDeps,
  input: SetPasswordInput,
): Promise<PasswordSet> {
  const newHash = await hashAcceptable(deps, input).catch(async (error: unknown) => {
    // The old password was correct all the same.
    const { user, success } = input;
    if (success !== undefined) await deps.guards.unlock(user.id, success);
    throw error;
  });
  return store(deps, input, { newHash, now: deps.clock() });
}

async function hashAcceptable(deps: SetPasswordDeps, input: SetPasswordInput): Promise<string> {
  await assertAcceptable(deps, input);
  return deps.hasher.hash(input.password);
}

/** Binds {@link setPassword} to its dependencies. */
export const createSetPassword =
  (deps: SetPasswordDeps): SetPassword =>
  (input) =>
    setPassword(deps, input);

async function assertAcceptable(
  { policy, passwords, hasher, breaches, history }: SetPasswordDeps,
  { user, password, field, former: given, client }: SetPasswordInput,
): Promise<void> {
  const { email, username, firstName, lastName, displayName } = user;
  const clues = { email, username, names: [firstName, lastName, displayName] };
  await assertPasswordPolicy(password, policy, clues, field);
  const former = await (given ?? passwords.listFormerPasswords(user.id, history));
  for (const hash of [...(user.passwordHash === null ? [] : [user.passwordHash]), ...former]) {
    const { matches } = await hasher.verify(password, hash);
    if (matches)
      throw passwordReused({
        errors: [{ field, code: 'reused', message: 'You have used this password before.' }],
      });
  }
  await breaches.assertClean({ password, field, userId: user.id, client });
}

async function store(
  deps: SetPasswordDeps,
  input: SetPasswordInput,
  made: { newHash: string; now: number },
): Promise<PasswordSet> {
  const { passwords, audit, changeUser, enqueue, random, history } = deps;
  const { user, reason, keep, success, client } = input;
  const { newHash, now } = made;
  const done = passwords.passwordIs(user.id, newHash);
  const isReset = reason === 'password_reset';
  const type = isReset ? 'password.reset' : 'password.changed';
  const changed = await changeUser({
    userId: user.id,
    ...(success && { success }),
    tightens: { endsSessions: { reason, ...(keep && { keepId: keep.sessionId }) } },
    statements: [
      ...passwords.changePasswordStatements({
        userId: user.id,
        oldHash: user.passwordHash,
        signInEpoch: user.signInEpoch,
        newHash,
        now,
        historyId: random.uuidAt(now),
        keep: history,
        verifiesEmail: isReset,
      }),
      audit.recordWhenStatement({ type, userId: user.id, origin: client, at: now }, done),
    ],
    happened: ([, updated]) => updated.length > 0,
    endAll: { reason, clearsTries: isReset, ...(keep && { keep }) },
    mayOutrank: isReset,
    tell: () => tellOwner(deps, input, made),
  });
  if (!changed.happened || changed.user === null) throw signInOvertaken();
  const { signInEpoch: epoch } = changed.user;
  // Settling ends sessions, but no lockouts.
  if (!changed.committed && isReset)
    await enqueue(endSessionsJob, { userId: user.id, reason, epoch, clearsTries: true });
  return { user: changed.user, kept: changed.kept, committed: changed.committed };
}

// A failure is logged: the password is set.
function tellOwner(
  { enqueue, log, breaches }: SetPasswordDeps,
  { user: { id: userId }, password, reason: kind, client }: SetPasswordInput,
  { newHash: passwordHash, now: at }: { newHash: string; now: number },
): Promise<unknown> {
  const notice = { userId, kind, at, from: describeClient(client) };
  return Promise.all([
    orLog(log, 'notice_not_queued', enqueue(securityNoticeJob, notice)),
    breaches.checkLater({ password, userId, passwordHash }),
  ]);
}
