import * as z from 'zod';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { JobKind } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { UserStore } from '../users/user-store.ts';
import type { SessionStore } from './session-store.ts';

const payload = z.object({
  userId: z.string(),
  reason: z.string(),
  /** When the current password was set, in epoch milliseconds. */
  epoch: z.number(),
  /** Whether lockouts end as well, as after a reset. */
  clearsTries: z.boolean().optional(),
});

/** Retries ending sessions at the guard after D1 has already ended them. */
export const endSessionsJob: JobKind<z.infer<typeof payload>> = {
  type: 'sessions.end_all',
  payload,
};

/**
 * Handles {@link endSessionsJob}. Repeating it changes nothing. A user erased since gets no new
 * guard.
 */
export function createEndSessionsLater({
  users,
  guards,
  clock,
}: {
  users: UserStore;
  guards: AccountGuards;
  clock: Clock;
}) {
  return async ({
    userId,
    reason,
    epoch,
    clearsTries = false,
  }: z.infer<typeof payload>): Promise<void> => {
    if ((await users.findById(userId)) === null) return;
    await guards.endAll(userId, { reason, now: clock(), epoch, clearsTries });
  };
}

const evicted = z.object({ userId: z.string(), sessionIds: z.array(z.string()) });

/** Sessions that the guard ended to make room, whose rows did not exist yet or were not written. */
export const evictedSessionsJob: JobKind<z.infer<typeof evicted>> = {
  type: 'sessions.evicted',
  payload: evicted,
};

/** Handles {@link evictedSessionsJob}. */
export function createEndEvictedLater({
  sessions,
  clock,
}: {
  sessions: SessionStore;
  clock: Clock;
}) {
  return async ({ userId, sessionIds }: z.infer<typeof evicted>): Promise<void> => {
    await sessions.endMany(sessionIds, { userId, now: clock(), reason: 'too_many_sessions' });
  };
}
