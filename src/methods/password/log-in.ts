import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Lane } from '../../guard/lanes.ts';
import type { CompleteSignIn, SignIn } from '../../second-step/complete-sign-in.ts';
import type { DeviceCookies } from '../../sessions/device-cookie.ts';
import { assertMaySignIn } from '../../sessions/may-sign-in.ts';
import type { SignInOptions } from '../../sessions/sign-in-options.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Defer } from '../../shared/defer.ts';
import { normalizeEmail, normalizeUsername } from '../../users/identifiers.ts';
import type { PasswordStore } from '../../users/password-store.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import type { EvaluatedPassword, EvaluatePassword } from './evaluate-password.ts';
import type { PasswordHasher } from './password-hasher.ts';

export type LogInDeps = {
  users: UserStore;
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
  /** The registration that the browser made, if any. */
  marked: string | null;
};

export type LogIn = ReturnType<typeof createLogIn>;

/**
 * Whom a name means. Of several who registered an address that nobody has proved: the one of this browser, else who came
 * last. One and no more, since each attempt at any name costs one hash.
 */
function chooseUser(
  candidates: User[],
  { marked, isKnown }: { marked: string | null; isKnown: (user: User) => boolean },
): User | null {
  const own = candidates.find(({ id }) => id === marked) ?? candidates.find(isKnown);
  return own ?? candidates[0] ?? null;
}

/**
 * Signs in by password. An unknown name costs the same as a known one. Throws `account_locked`, `invalid_credentials`, and
 * after a right password `account_disabled`, `email_not_verified`, or `rate_limited` if no more codes may be mailed;
 * `storage_unavailable`.
 */
export function createLogIn(deps: LogInDeps) {
  const { users, passwords, guards, hasher, evaluatePassword, devices, completeSignIn } = deps;
  const { clock, defer } = deps;

  function assertMay({ user, success }: EvaluatedPassword): void {
    try {
      assertMaySignIn(user, {
        emailVerificationRequired: deps.emailVerificationRequired,
        now: clock(),
      });
    } catch (refusal) {
      // The password was right: that is no failure, whatever else stands in the way.
      defer(guards.unlock(user.id, success), 'sign_in_follow_up_failed');
      throw refusal;
    }
  }

  async function rehash({ id, passwordHash }: User, password: string): Promise<void> {
    if (passwordHash !== null)
      await passwords.rehash(id, passwordHash, await hasher.hash(password));
  }

  return async function logIn(input: LogInInput): Promise<SignIn> {
    const { identifier, password, marked, ...options } = input;
    const { client } = options;
    const byEmail = identifier.includes('@');
    const name = byEmail ? normalizeEmail(identifier) : normalizeUsername(identifier);
    const candidates = await (byEmail ? users.listByEmail(name) : users.listByUsername(name));
    const deviceOf = (user: User) => devices.verify(user, client.bears?.devices[user.id] ?? null);
    const isKnown = (user: User) => deviceOf(user) !== null;
    const user = chooseUser(candidates, { marked, isKnown });
    const device = user === null ? null : deviceOf(user);
    const lane: Lane = device === null ? 'strangers' : `device:${device}`;

    const evaluated = await evaluatePassword({
      user,
      name,
      password,
      lane,
      ...(lane === 'strangers' ? { typed: byEmail ? 'email' : 'username' } : {}),
      client,
    });
    assertMay(evaluated);
    if (evaluated.check.outdated)
      defer(rehash(evaluated.user, password), 'sign_in_follow_up_failed');
    return completeSignIn({
      user: evaluated.user,
      proofs: ['password'],
      ...options,
      ...evaluated.success,
    });
  };
}
