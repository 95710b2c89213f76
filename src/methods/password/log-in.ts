import type { AccountGuards } from '../../guard/account-guards.ts';
import type { TokenDelivery } from '../../guard/guard-state.ts';
import type { Lane } from '../../guard/lanes.ts';
import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import { rateLimited } from '../../limits/errors.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { DeviceCookies } from '../../sessions/device-cookie.ts';
import type { IssuedTokens } from '../../sessions/issue-tokens.ts';
import { assertMaySignIn } from '../../sessions/may-sign-in.ts';
import type { StartSession } from '../../sessions/start-session.ts';
import { type Clock, SECOND } from '../../shared/clock.ts';
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
import {
  needsSecondFactor,
  type SecondFactorPolicy,
  secondFactorJob,
  secondFactorSecret,
} from './second-factor.ts';

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
  /** Resolves when the rate limits are passed. */
  admission: Promise<void>;
  client: ClientInfo;
};

/** A session, or the token with which the mailed code will make one. `expiresIn` in milliseconds. */
export type LoggedIn =
  | { kind: 'session'; tokens: IssuedTokens; user: User }
  | { kind: 'second_factor'; mfaToken: string; expiresIn: number };
export type LogIn = ReturnType<typeof createLogIn>;

/**
 * Signs in by password. An unknown name costs the same as a known one. Throws `account_locked`, `invalid_credentials`, and
 * after a right password `account_disabled`, `email_not_verified`, or `rate_limited` if no more codes may be mailed;
 * `storage_unavailable`.
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

  function assertMay({ user, success }: EvaluatedPassword): void {
    try {
      assertMaySignIn(user, {
        emailVerificationRequired: deps.emailVerificationRequired,
        now: clock(),
      });
    } catch (refusal) {
      // The password was right: that is no failure, whatever else stands in the way.
      afterwards(guards.unlock(user.id, success));
      throw refusal;
    }
  }

  async function askForCode(
    { user, success }: EvaluatedPassword,
    { remember, delivery, deviceName, client }: LogInInput,
  ): Promise<LoggedIn> {
    const now = clock();
    const pending = { remember, delivery, deviceName, signInEpoch: user.signInEpoch };
    // Charged here and not by the job alone: nobody is told that a code is on its way when none is.
    const key = random.uuid();
    const lane = success.lane === 'strangers' ? 'second-step' : success.lane;
    const mail = { lane, purpose: secondFactorSecret.name, key, now };
    const [mfaToken, mayMail] = await Promise.all([
      signMfaToken(jwt, { userId: user.id, jti: key, pending, now, expiresAt: now + codeTtl }),
      guards.unlock(user.id, { ...success, mail }),
      enqueue(secondFactorJob, {
        userId: user.id,
        pending,
        from: describeClient(client),
        charged: { lane, key },
      }),
    ]);
    if (!mayMail.allowed) throw rateLimited({ retryAfter: mayMail.retryAfter / SECOND });
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
    const [user] = await Promise.all([
      byEmail ? users.findByEmail(name) : users.findByUsername(name),
      input.admission,
    ]);
    const device = user === null ? null : devices.verify(user, input.deviceCookieOf(user.id));
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
    if (evaluated.check.outdated) afterwards(rehash(evaluated.user, password));
    if (needsSecondFactor(evaluated.user, deps.secondFactor)) return askForCode(evaluated, input);
    const session = await startSession({
      user: evaluated.user,
      amr: ['pwd'],
      remember,
      delivery,
      deviceName,
      client,
      ...evaluated.success,
    });
    return { kind: 'session', ...session };
  };
}
