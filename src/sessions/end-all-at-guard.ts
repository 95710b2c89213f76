import type { AccountGuards } from '../guard/account-guards.ts';
import type { CurrentToken } from '../guard/guard-calls.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { endSessionsJob } from './end-sessions-job.ts';
import type { EndReason } from './session.ts';

export type EndAllAtGuardDeps = {
  guards: AccountGuards;
  enqueue: EnqueueJob;
  clock: Clock;
  log: Log;
};
export type EndAllAtGuard = (input: {
  userId: string;
  reason: EndReason;
  /** The epoch that D1 has for the user now. */
  epoch: number;
  /** A session that lives on, with its new current token. */
  keep?: { sessionId: string; jti: string };
  /** Whether lockouts end as well, as with a reset. */
  clearsTries?: boolean;
}) => Promise<CurrentToken | null>;

/**
 * Ends at the guard what D1 has ended already. If the guard does not answer, a job tells it until it hears; so this throws
 * `storage_unavailable` only when the queue does not answer either.
 */
export function createEndAllAtGuard({
  guards,
  enqueue,
  clock,
  log,
}: EndAllAtGuardDeps): EndAllAtGuard {
  return async function endAllAtGuard({ userId, reason, epoch, keep, clearsTries = false }) {
    return guards
      .endAll(userId, {
        reason,
        now: clock(),
        epoch,
        clearsTries,
        ...(keep === undefined ? {} : { keep }),
      })
      .catch(async (error: unknown) => {
        log.error('sessions_not_ended_at_guard', error);
        await enqueue(endSessionsJob, { userId, reason, epoch, clearsTries });
        return null;
      });
  };
}
