import type { AccountGuards } from '../guard/account-guards.ts';
import type { CurrentToken } from '../guard/guard-calls.ts';
import type { EndReason } from '../guard/session.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { endSessionsJob } from './end-sessions-job.ts';

export type EndAllAtGuardDeps = {
  guards: AccountGuards;
  enqueue: EnqueueJob;
  clock: Clock;
  log: Log;
};
export type EndAllAtGuardInput = {
  userId: string;
  reason: EndReason;
  /** The user's current epoch in D1. */
  epoch: number;
  /** A session to keep, with its new current token. */
  keep?: { sessionId: string; jti: string };
  /** Whether lockouts end as well, as after a reset. */
  clearsTries?: boolean;
};

/** {@link endAllAtGuard} with its dependencies. */
export const createEndAllAtGuard = (deps: EndAllAtGuardDeps) => (input: EndAllAtGuardInput) =>
  endAllAtGuard(deps, input);
export type EndAllAtGuard = ReturnType<typeof createEndAllAtGuard>;

/**
 * Ends at the guard the sessions that D1 has already ended. If the guard fails, a job retries until
 * it succeeds. Returns the kept session's current token, or null. Throws `storage_unavailable` only
 * if the queue fails as well.
 */
export async function endAllAtGuard(
  { guards, enqueue, clock, log }: EndAllAtGuardDeps,
  { userId, reason, epoch, keep, clearsTries = false }: EndAllAtGuardInput,
): Promise<CurrentToken | null> {
  const kept = keep === undefined ? {} : { keep };
  return guards
    .endAll(userId, { reason, now: clock(), epoch, clearsTries, ...kept })
    .catch(async (error: unknown) => {
      log.error('sessions_not_ended_at_guard', error);
      await enqueue(endSessionsJob, { userId, reason, epoch, clearsTries });
      return null;
    });
}
