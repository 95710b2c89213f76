import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Success } from '../../guard/guard-calls.ts';
import type { Lane, NameKind } from '../../guard/lanes.ts';
import type { LockoutPolicy } from '../../guard/lockout.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { accountLocked, invalidCredentials } from '../../sessions/errors.ts';
import type { FollowFailure } from '../../sessions/follow-failure.ts';
import { type Clock, SECOND } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { User } from '../../users/user.ts';
import type { PasswordCheck, PasswordHasher } from './password-hasher.ts';

export type EvaluatePasswordDeps = {
  guards: AccountGuards;
  audit: AuditStore;
  hasher: PasswordHasher;
  followFailure: FollowFailure;
  lockout: LockoutPolicy;
  clock: Clock;
  log: Log;
  defer: (work: Promise<unknown>) => void;
};

export type EvaluatePasswordInput = {
  /** Null for a name that nobody has; it is charged, hashed and locked like any other. */
  user: User | null;
  /** The normalised name that was typed. */
  name: string;
  password: string;
  /** Which lane the attempt belongs to, if there is a user. */
  lane: Lane;
  /** The kind of name that a stranger typed: what was tried by the other must not show. */
  typed?: NameKind;
  client: ClientInfo;
};

/** `success` is what the right password clears. */
export type EvaluatedPassword = { user: User; check: PasswordCheck; success: Success };
export type EvaluatePassword = (input: EvaluatePasswordInput) => Promise<EvaluatedPassword>;

/**
 * Judges a password: charges the attempt, hashes, compares. A right one stays charged until the caller clears the lane.
 * An account that is locked by tries at its other name refuses like one whose password is wrong.
 * Throws `account_locked`, `invalid_credentials`, `storage_unavailable`.
 */
export function createEvaluatePassword(deps: EvaluatePasswordDeps): EvaluatePassword {
  const { guards, audit, hasher, followFailure, lockout, clock, log, defer } = deps;

  async function record(user: User | null, client: ClientInfo): Promise<void> {
    const event = { userId: user?.id ?? null, actorId: null, origin: client, at: clock() };
    await audit.record({ ...event, type: 'session.sign_in_failed' });
  }

  return async function evaluatePassword({ user, name, password, lane, typed, client }) {
    const decoy = user === null ? guards.decoyFor(name) : null;
    const place = decoy?.guard ?? user?.id ?? name;
    const charged = {
      lane: decoy?.lane ?? lane,
      ...(typed === undefined || decoy !== null ? {} : { name: typed }),
    };
    const charge = await guards.charge(place, { ...charged, now: clock(), policy: lockout });
    const silent = !charge.allowed && charge.silent;
    if (!charge.allowed && !silent) throw accountLocked({ retryAfter: charge.retryAfter / SECOND });

    // An account that refuses silently is hashed like any: the time must not tell that it is locked.
    const hash = user?.passwordHash ?? null;
    const check = await hasher.verify(password, hash, name).catch(async (error: unknown) => {
      await guards.refund(place, { ...charged, now: clock(), silent });
      throw error;
    });
    if (user !== null && check.matches && charge.allowed)
      return { user, check, success: { ...charged, charged: lane === 'second-step' } };
    defer(
      record(user, client).catch((error: unknown) =>
        log.error('failed_sign_in_not_recorded', error),
      ),
    );
    if (charge.allowed)
      followFailure({
        userId: user?.id ?? null,
        lane: charged.lane,
        what: 'password',
        failure: charge,
        client,
      });
    throw invalidCredentials();
  };
}
