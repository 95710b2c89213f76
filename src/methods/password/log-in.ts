import type { AccountGuards } from '../../guard/account-guards.ts';
import type { TokenDelivery } from '../../guard/guard-state.ts';
import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { DeviceCookies } from '../../sessions/device-cookie.ts';
import type { IssuedTokens } from '../../sessions/issue-tokens.ts';
import { assertMaySignIn } from '../../sessions/may-sign-in.ts';
import type { StartSession } from '../../sessions/start-session.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { Random } from '../../shared/random.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import { normalizeEmail, normalizeUsername } from '../../users/identifiers.ts';
import type { PasswordStore } from '../../users/password-store.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import type { EvaluatedPassword, EvaluatePassword } from './evaluate-password.ts';
import { signMfaToken } from './mfa-token.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { needsSecondFactor, type SecondFactorPolicy, secondFactorJob } from './second-factor.ts';

export type LogInDeps = {
  users: UserStore;
  passwords: PasswordStore;
  guards: AccountGuards;
  hasher: PasswordHasher;
  evaluatePassword: EvaluatePassword;
  devices: DeviceCookies;
  startSession: StartSession;
  enqueue: EnqueueJob;
  jwt: Jwt;
  clock: Clock;
  random: Random;
  log: Log;
  defer: (work: Promise<unknown>) => void;
  secondFactor: SecondFactorPolicy;
  emailVerificationRequired: boolean;
  /** Milliseconds. */
  codeTtl: number;
};

export type LogInInput = {
  /** An address or a username. */
  identifier: string;
  password: string;
  remember: boolean;
  deviceName: string | null;
  delivery: TokenDelivery;
  /** The device cookie that the browser holds for a user, if any. */
  deviceCookieOf: (userId: string) => string | null;
  /** The registration that the browser made, if any. */
  marked: string | null;
  /** Resolves when the rate limits are passed. */
  admission: Promise<void>;
  client: ClientInfo;
};

/** A session, or the token with which the mailed code will make one. `expiresIn` in milliseconds. */
export type LoggedIn =
  | { kind: 'session'; tokens: IssuedTokens; user: User }
  | { kind: 'second_factor'; mfaToken: string; expiresIn: number };
export type LogIn = ReturnType<typeof createLogIn>;

/** The lockout lane of everybody who has never signed in to the account. */
const STRANGERS = 'strangers';

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
 * after a right password `account_disabled` or `email_not_verified`; `storage_unavailable`.
 */
export function createLogIn(deps: LogInDeps) {
  const {
    users,
    passwords,
    guards,
    hasher,
    evaluatePassword,
    devices,
    startSession,
    enqueue,
    jwt,
    clock,
    random,
    log,
    defer,
    codeTtl,
  } = deps;
  const afterwards = (work: Promise<unknown>) =>
    defer(work.catch((error: unknown) => log.error('sign_in_follow_up_failed', error)));

  function assertMay(user: User, lane: string): void {
    try {
      assertMaySignIn(user, {
        emailVerificationRequired: deps.emailVerificationRequired,
        now: clock(),
      });
    } catch (refusal) {
      // The password was right: that is no failure, whatever else stands in the way.
      afterwards(guards.unlock(user.id, lane));
      throw refusal;
    }
  }

  async function askForCode(
    { user, lane }: EvaluatedPassword,
    { remember, delivery, deviceName, client }: LogInInput,
  ): Promise<LoggedIn> {
    const now = clock();
    const pending = { remember, delivery, deviceName, signInEpoch: user.signInEpoch };
    const [mfaToken] = await Promise.all([
      signMfaToken(jwt, {
        userId: user.id,
        jti: random.uuid(),
        pending,
        now,
        expiresAt: now + codeTtl,
      }),
      guards.unlock(user.id, lane),
      enqueue(secondFactorJob, { userId: user.id, pending, from: describeClient(client) }),
    ]);
    return { kind: 'second_factor', mfaToken, expiresIn: codeTtl };
  }

  async function rehash({ id, passwordHash }: User, password: string): Promise<void> {
    if (passwordHash !== null)
      await passwords.rehash(id, passwordHash, await hasher.hash(password));
  }

  return async function logIn(input: LogInInput): Promise<LoggedIn> {
    const { identifier, password, remember, deviceName, delivery, client } = input;
    const byEmail = identifier.includes('@');
    const name = byEmail ? normalizeEmail(identifier) : normalizeUsername(identifier);
    const [candidates] = await Promise.all([
      byEmail ? users.listByEmail(name) : users.listByUsername(name),
      input.admission,
    ]);
    const deviceOf = (user: User) => devices.verify(user, input.deviceCookieOf(user.id));
    const isKnown = (user: User) => deviceOf(user) !== null;
    const user = chooseUser(candidates, { marked: input.marked, isKnown });
    const device = user === null ? null : deviceOf(user);

    const evaluated = await evaluatePassword({
      user,
      name,
      password,
      lane: device === null ? STRANGERS : `device:${device}`,
      client,
    });
    assertMay(evaluated.user, evaluated.lane);
    if (evaluated.check.outdated) afterwards(rehash(evaluated.user, password));
    if (needsSecondFactor(evaluated.user, deps.secondFactor)) return askForCode(evaluated, input);
    const session = await startSession({
      user: evaluated.user,
      amr: ['pwd'],
      remember,
      delivery,
      deviceName,
      client,
      lane: evaluated.lane,
    });
    return { kind: 'session', ...session };
  };
}
