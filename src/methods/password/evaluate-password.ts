import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Lane, NameKind } from '../../guard/lanes.ts';
import type { LockoutPolicy } from '../../guard/lockout.ts';
import { judgedBy, type RowReading, StaleRow } from '../../guard/stale-row.ts';
import type { CountedCharge, Success } from '../../guard/try-calls.ts';
import type { Trusted } from '../../guard/version-calls.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { AtGuard, UntilAdmitted } from '../../limits/admission.ts';
import { assertWithinLimit, limitToCount } from '../../limits/count-at-guard.ts';
import { accountLocked, invalidCredentials } from '../../sessions/errors.ts';
import type { FollowFailure } from '../../sessions/follow-failure.ts';
import { type Clock, SECOND } from '../../shared/clock.ts';
import type { Defer } from '../../shared/defer.ts';
import type { User } from '../../users/user.ts';
import type { PasswordCheck, PasswordHasher } from './password-hasher.ts';

export type EvaluatePasswordDeps = {
  guards: AccountGuards;
  audit: AuditStore;
  hasher: PasswordHasher;
  followFailure: FollowFailure;
  lockout: LockoutPolicy;
  untilAdmitted: UntilAdmitted;
  atGuard: AtGuard;
  clock: Clock;
  wall: Clock;
  defer: Defer;
};

export type EvaluatePasswordInput = {
  /** Null for unknown names, which are charged, hashed and locked like any other. */
  user: User | null;
  /** The normalised name that was typed. */
  name: string;
  password: string;
  /** The lane of the attempt, if there is a user. */
  lane: Lane;
  /** The kind of name a stranger typed: attempts by the other kind must not show. */
  typed?: NameKind;
  client: ClientInfo;
  /** Where the user was read; by default at the primary. */
  reading?: RowReading;
  /** If the attempt has been charged already, by the call that judged the request. */
  charged?: Trusted<CountedCharge> | undefined;
};

/** `success` is what a correct password clears. */
export type EvaluatedPassword = { user: User; check: PasswordCheck; success: Success };
export type EvaluatePassword = (input: EvaluatePasswordInput) => Promise<EvaluatedPassword>;

/**
 * Checks a password: charges the attempt, hashes, compares. A correct one stays charged until the
 * caller clears the lane. An account locked by attempts at its other name responds as to a wrong
 * password. Throws `account_locked`, `invalid_credentials`, `rate_limited`, `storage_unavailable`,
 * what `untilAdmitted` rejects with, and `StaleRow` for a row of a `reading` that is out of date.
 */
export async function evaluatePassword(
  deps: EvaluatePasswordDeps,
  input: EvaluatePasswordInput,
): Promise<EvaluatedPassword> {
  const { guards, hasher, clock } = deps;
  const { user, name, password, client } = input;
  const { guardName, charged } = targetOf(guards, input);
  await deps.untilAdmitted();
  const { verdict: charge, isTrusted } =
    input.charged ?? (await chargeAt(deps, input, { guardName, charged }));
  assertWithinLimit(deps.atGuard, charge.count, clock());
  const silent = !charge.allowed && charge.silent;
  if (!charge.allowed && !silent) {
    await input.reading?.confirm();
    throw accountLocked({ retryAfter: charge.retryAfter / SECOND });
  }

  // Hash even if the account rejects silently: the response time must not reveal the lock.
  const hash = user?.passwordHash ?? null;
  const refund = async (error: unknown) => {
    await guards.refund(guardName, { ...charged, now: clock(), silent });
    throw error;
  };
  const check = await hasher.verify(password, hash, name).catch(refund);
  const isRight = user !== null && check.matches && charge.allowed;
  // A wrong guess stays charged where the primary does not answer: it has been judged.
  const undo = async (error: unknown) => {
    if (isRight || error instanceof StaleRow) return refund(error);
    throw error;
  };
  if (!isRight || !isTrusted) await input.reading?.confirm().catch(undo);
  if (isRight)
    return { user, check, success: { ...charged, charged: input.lane === 'second-step' } };
  deps.defer(recordFailure(deps, user, client), 'failed_sign_in_not_recorded');
  if (charge.allowed)
    deps.followFailure({
      userId: user?.id ?? null,
      lane: charged.lane,
      what: 'password',
      failure: charge,
      client,
    });
  throw invalidCredentials();
}

/** Binds {@link evaluatePassword} to its dependencies. */
export const createEvaluatePassword =
  (deps: EvaluatePasswordDeps): EvaluatePassword =>
  (input) =>
    evaluatePassword(deps, input);

function chargeAt(
  { guards, lockout, atGuard, clock, wall }: EvaluatePasswordDeps,
  { user, reading }: EvaluatePasswordInput,
  { guardName, charged }: ReturnType<typeof targetOf>,
): Promise<Trusted<CountedCharge>> {
  const attempt = { ...charged, ...limitToCount(atGuard), now: clock(), policy: lockout };
  return guards.charge(guardName, judgedBy(user, reading, wall), attempt);
}

// Where the attempt is charged: at the user's guard, or at a decoy for unknown names.
function targetOf(guards: AccountGuards, { user, name, lane, typed }: EvaluatePasswordInput) {
  const decoy = user === null ? guards.decoyFor(name) : null;
  const charged = {
    lane: decoy?.lane ?? lane,
    ...(typed === undefined || decoy !== null ? {} : { name: typed }),
  };
  return { guardName: decoy?.guard ?? user?.id ?? name, charged };
}

async function recordFailure(
  { audit, clock }: EvaluatePasswordDeps,
  user: User | null,
  client: ClientInfo,
): Promise<void> {
  const event = { userId: user?.id ?? null, actorId: null, origin: client, at: clock() };
  await audit.record({ ...event, type: 'session.sign_in_failed' });
}
