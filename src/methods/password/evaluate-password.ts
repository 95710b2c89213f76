import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Lane } from '../../guard/lanes.ts';
import type { LockoutPolicy } from '../../guard/lockout.ts';
import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { accountLocked, invalidCredentials } from '../../sessions/errors.ts';
import { type Clock, SECOND } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { Metrics } from '../../shared/metrics.ts';
import type { User } from '../../users/user.ts';
import { lockNoticeJob } from './lock-notice.ts';
import type { PasswordCheck, PasswordHasher } from './password-hasher.ts';

export type EvaluatePasswordDeps = {
  guards: AccountGuards;
  audit: AuditStore;
  hasher: PasswordHasher;
  enqueue: EnqueueJob;
  metrics: Metrics;
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
  /** Which lockout lane the attempt belongs to, if there is a user. */
  lane: Lane;
  client: ClientInfo;
};

export type EvaluatedPassword = { user: User; check: PasswordCheck; lane: Lane };
export type EvaluatePassword = (input: EvaluatePasswordInput) => Promise<EvaluatedPassword>;

/**
 * Judges a password: charges the attempt, hashes, compares. A right one stays charged until the caller clears the lane.
 * Throws `account_locked`, `invalid_credentials`, `storage_unavailable`.
 */
export function createEvaluatePassword(deps: EvaluatePasswordDeps): EvaluatePassword {
  const { guards, audit, hasher, enqueue, metrics, lockout, clock, log, defer } = deps;

  async function follow(
    user: User | null,
    client: ClientInfo,
    locked: { lane: string } | null,
  ): Promise<void> {
    const at = clock();
    const event = { userId: user?.id ?? null, actorId: null, origin: client, at };
    await audit.record({ ...event, type: 'session.sign_in_failed' });
    if (locked === null) return;
    await audit.record({ ...event, type: 'account.locked' });
    await enqueue(lockNoticeJob, {
      userId: user?.id ?? null,
      lane: locked.lane,
      at,
      from: describeClient(client),
    });
  }

  return async function evaluatePassword({ user, name, password, lane, client }) {
    const place = user === null ? guards.decoyFor(name) : { guard: user.id, lane };
    const charge = await guards.charge(place.guard, {
      lane: place.lane,
      now: clock(),
      policy: lockout,
    });
    if (!charge.allowed) throw accountLocked({ retryAfter: charge.retryAfter / SECOND });

    const check = await hasher
      .verify(password, user?.passwordHash ?? null)
      .catch(async (error: unknown) => {
        await guards.refund(place.guard, { lane: place.lane, now: clock() });
        throw error;
      });
    if (user !== null && check.matches) return { user, check, lane };
    if (charge.usesUp) metrics.count({ name: 'lockout' });
    defer(
      follow(user, client, charge.usesUp ? place : null).catch((error: unknown) =>
        log.error('failed_sign_in_not_recorded', error),
      ),
    );
    throw invalidCredentials();
  };
}
