import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Lane, NameKind } from '../../guard/lanes.ts';
import { type RowReading, StaleRow } from '../../guard/stale-row.ts';
import type { CompleteSignIn, SignIn } from '../../second-step/complete-sign-in.ts';
import type { DeviceCookies } from '../../sessions/device-cookie.ts';
import { type JudgeByReplicaDeps, judgeByReplica } from '../../sessions/judge-by-replica.ts';
import { assertMaySignIn } from '../../sessions/may-sign-in.ts';
import type { SignInOptions } from '../../sessions/sign-in-options.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Defer } from '../../shared/defer.ts';
import { findAppError } from '../../shared/errors.ts';
import { normalizeEmail, normalizeUsername } from '../../users/identifiers.ts';
import type { PasswordStore } from '../../users/password-store.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import type { EvaluatedPassword, EvaluatePassword } from './evaluate-password.ts';
import type { PasswordHasher } from './password-hasher.ts';

export type LogInDeps = JudgeByReplicaDeps & {
  passwords: PasswordStore;
  guards: AccountGuards;
  hasher: PasswordHasher;
  evaluatePassword: EvaluatePassword;
  devices: DeviceCookies;
  completeSignIn: CompleteSignIn;
  clock: Clock;
  defer: Defer;
  emailVerificationRequired: boolean;
};

export type LogInInput = SignInOptions & {
  /** An address or a username. */
  identifier: string;
  password: string;
  /** The registration made from this browser, if any. */
  marked: string | null;
};

export type LogIn = ReturnType<typeof createLogIn>;

/**
 * Signs in with a password. An unknown name costs the same as a known one. Throws `account_locked`,
 * `invalid_credentials`, `storage_unavailable`; after a correct password also `account_disabled`,
 * `email_not_verified`, or `rate_limited` if no more codes may be mailed.
 */
export function logIn(deps: LogInDeps, input: LogInInput): Promise<SignIn> {
  const { identifier } = input;
  const byEmail = identifier.includes('@');
  const name = byEmail ? normalizeEmail(identifier) : normalizeUsername(identifier);
  const read = (users: UserStore) =>
    byEmail ? users.listByEmail(name) : users.listByUsername(name);
  const typed = byEmail ? 'email' : 'username';
  return judgeByReplica(deps, read, (candidates, reading) =>
    judge(deps, input, { name, typed, candidates, reading }),
  );
}

type Read = { name: string; typed: NameKind; candidates: User[]; reading: RowReading };

async function judge(
  deps: LogInDeps,
  { password, marked, identifier, ...options }: LogInInput,
  { name, typed, candidates, reading }: Read,
): Promise<SignIn> {
  const { evaluatePassword, completeSignIn, defer } = deps;
  const { client } = options;
  const deviceOf = (user: User) =>
    deps.devices.verify(user, client.bears?.devices[user.id] ?? null);
  const isKnown = (user: User) => deviceOf(user) !== null;
  const user = chooseUser(candidates, { marked, isKnown });
  const device = user === null ? null : deviceOf(user);
  const lane: Lane = device === null ? 'strangers' : `device:${device}`;

  const evaluated = await evaluatePassword({
    user,
    name,
    password,
    lane,
    ...(lane === 'strangers' ? { typed } : {}),
    client,
    reading,
  });
  assertMay(deps, evaluated);
  if (evaluated.check.outdated)
    defer(rehash(deps, evaluated.user, password), 'sign_in_follow_up_failed');
  const { success } = evaluated;
  return completeSignIn({
    user: evaluated.user,
    proofs: ['password'],
    from: reading.from,
    ...options,
    ...success,
  }).catch(async (error: unknown) => {
    const refund = () => deps.guards.refund(evaluated.user.id, { ...success, now: deps.clock() });
    // It is judged, and charged, again.
    if (error instanceof StaleRow) await refund();
    // Retries of a right password must not lock its owner out.
    if (findAppError(error)?.kind === 'unavailable') defer(refund(), 'sign_in_follow_up_failed');
    throw error;
  });
}

/** Binds {@link logIn} to its dependencies. */
export const createLogIn = (deps: LogInDeps) => (input: LogInInput) => logIn(deps, input);

/**
 * Chooses the user that a name means. If several registered an unverified address, this browser's
 * registration comes first, then the newest. Only one, since each attempt costs one hash.
 */
function chooseUser(
  candidates: User[],
  { marked, isKnown }: { marked: string | null; isKnown: (user: User) => boolean },
): User | null {
  const own = candidates.find(({ id }) => id === marked) ?? candidates.find(isKnown);
  return own ?? candidates[0] ?? null;
}

function assertMay(deps: LogInDeps, { user, success }: EvaluatedPassword): void {
  const { guards, clock, defer, emailVerificationRequired } = deps;
  try {
    assertMaySignIn(user, { emailVerificationRequired, now: clock() });
  } catch (refusal) {
    // The password was correct, so the attempt does not count as a failure.
    defer(guards.unlock(user.id, success), 'sign_in_follow_up_failed');
    throw refusal;
  }
}

async function rehash(
  { passwords, hasher }: LogInDeps,
  { id, passwordHash }: User,
  password: string,
): Promise<void> {
  if (passwordHash !== null) await passwords.rehash(id, passwordHash, await hasher.hash(password));
}
