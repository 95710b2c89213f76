import type { AuditStore } from '../audit/audit-store.ts';
import type { Failure } from '../guard/guard-calls.ts';
import type { Lane } from '../guard/lanes.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import type { Metrics } from '../shared/metrics.ts';
import { lockNoticeJob } from './lock-notice.ts';
import { securityNoticeJob } from './security-notice.ts';

export type FailureToFollow = {
  /** Null for a name that nobody has. */
  userId: string | null;
  lane: Lane;
  what: 'password' | 'code';
  failure: Failure;
  client: ClientInfo;
};
/** Runs after the answer and never throws. */
export type FollowFailure = (failure: FailureToFollow) => void;

export type FollowFailureDeps = {
  audit: AuditStore;
  enqueue: EnqueueJob;
  metrics: Metrics;
  clock: Clock;
  defer: Defer;
};

/**
 * Follows a failed try at a password or a code. The first in a row at the second step tells the owner that somebody has
 * the first proof; the one that leaves a lane without tries is recorded and mailed, with a link that gives them back.
 */
export function createFollowFailure(deps: FollowFailureDeps): FollowFailure {
  const { audit, enqueue, metrics, clock, defer } = deps;

  async function tellOfFirst({ userId, what, client }: FailureToFollow): Promise<void> {
    if (userId === null) return;
    const at = clock();
    const event = { userId, actorId: null, origin: client, at };
    await audit.record({ ...event, type: 'second_factor.failed', metadata: { what } });
    // Who is asked for a code has given the password; who is asked for the password has given a mailed code.
    const kind = what === 'code' ? 'password_known' : 'mailbox_known';
    await enqueue(securityNoticeJob, { userId, kind, at, from: describeClient(client) });
  }

  async function tellOfEnd(given: FailureToFollow): Promise<void> {
    const { userId, lane, what, failure, client } = given;
    // A name that nobody has locks like any other, but codes are counted for nobody.
    if (userId === null && what === 'code') return;
    const at = clock();
    const type = what === 'password' ? 'account.locked' : 'account.tries_used_up';
    const [kind = lane] = lane.split(':');
    const metadata = { lane: kind, shut: failure.shut };
    await audit.record({ userId, actorId: null, origin: client, at, type, metadata });
    const notice = { userId, lane, what, shut: failure.shut, at, from: describeClient(client) };
    await enqueue(lockNoticeJob, notice);
  }

  return function followFailure(given) {
    const { lane, failure } = given;
    const { usesUp } = failure;
    // On a known device a slip is the owner's own.
    const first = failure.first && lane === 'second-step';
    if (usesUp) metrics.count({ name: 'lockout' });
    const work = [...(first ? [tellOfFirst(given)] : []), ...(usesUp ? [tellOfEnd(given)] : [])];
    for (const follow of work) defer(follow, 'failure_not_followed');
  };
}
