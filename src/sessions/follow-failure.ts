import type { AuditStore } from '../audit/audit-store.ts';
import type { Lane } from '../guard/lanes.ts';
import type { Failure } from '../guard/try-calls.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import type { Metrics } from '../shared/metrics.ts';
import { lockNoticeJob } from './lock-mail.ts';
import { securityNoticeJob } from './security-mail.ts';

export type FailureToFollow = {
  /** Null for unknown names. */
  userId: string | null;
  lane: Lane;
  what: 'password' | 'code';
  failure: Failure;
  client: ClientInfo;
};

export type FollowFailureDeps = {
  audit: AuditStore;
  enqueue: EnqueueJob;
  metrics: Metrics;
  clock: Clock;
  defer: Defer;
};

/** {@link followFailure} with its dependencies. */
export const createFollowFailure = (deps: FollowFailureDeps) => (given: FailureToFollow) =>
  followFailure(deps, given);
export type FollowFailure = ReturnType<typeof createFollowFailure>;

/**
 * Follows up a wrong password or code after the response; never throws. The first of a row at the
 * second step notifies the owner that someone has the first proof. One that uses up a lane is
 * recorded, and mailed with a link that restores the tries.
 */
export function followFailure(deps: FollowFailureDeps, given: FailureToFollow): void {
  const { metrics, defer } = deps;
  const { lane, failure } = given;
  const { usesUp } = failure;
  // On a known device a wrong try is most likely the owner's own.
  const first = failure.first && lane === 'second-step';
  if (usesUp) metrics.count({ name: 'lockout' });
  const work = [
    ...(first ? [reportFirst(deps, given)] : []),
    ...(usesUp ? [reportLastTry(deps, given)] : []),
  ];
  for (const follow of work) defer(follow, 'failure_not_followed');
}

async function reportFirst(
  { audit, enqueue, clock }: FollowFailureDeps,
  { userId, what, client }: FailureToFollow,
): Promise<void> {
  if (userId === null) return;
  const at = clock();
  const event = { userId, actorId: null, origin: client, at };
  await audit.record({ ...event, type: 'second_factor.failed', metadata: { what } });
  // A code is asked for after the password, the password after a mailed code.
  const kind = what === 'code' ? 'password_known' : 'mailbox_known';
  await enqueue(securityNoticeJob, { userId, kind, at, from: describeClient(client) });
}

async function reportLastTry(
  { audit, enqueue, clock }: FollowFailureDeps,
  { userId, lane, what, failure, client }: FailureToFollow,
): Promise<void> {
  // Unknown names lock like any other, but have no codes to count.
  if (userId === null && what === 'code') return;
  const at = clock();
  const type = what === 'password' ? 'account.locked' : 'account.tries_used_up';
  const [kind = lane] = lane.split(':');
  const metadata = { lane: kind, shut: failure.shut };
  await audit.record({ userId, actorId: null, origin: client, at, type, metadata });
  const notice = { userId, lane, what, shut: failure.shut, at, from: describeClient(client) };
  await enqueue(lockNoticeJob, notice);
}
