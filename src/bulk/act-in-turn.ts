import type { ActOnUser } from '../admin/act-on-user.ts';
import { notFound } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import { findAppError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { changedMeanwhile } from '../users/version-store.ts';
import { type Stop, whyNot, whyStop } from './bulk-job.ts';
import { MOST_TRIES } from './bulk-message.ts';
import type { BulkRunStore } from './bulk-run-store.ts';
import type { BulkJob } from './bulk-store.ts';
import { NO_CLIENT } from './job-event.ts';
import type { ResendToUser } from './resend-to-user.ts';

export type ActInTurnDeps = {
  runs: BulkRunStore;
  actOnUser: ActOnUser;
  resendToUser: ResendToUser;
  clock: Clock;
  log: Log;
};

/** How often somebody who changes meanwhile is looked at again, in one try. */
const MOST_LOOKS = 3;

/** What came of a turn: the job goes on, is over, or must stop. */
export type Turn = 'on' | 'over' | Stop;

/**
 * Acts on one user of a job, unless it was stopped, its actor may not act any more, or the user is
 * one to pass over, all as stored now. The act is made on the version that was judged, together
 * with the mark that it is done: so two batches at once do it once. Whatever fails is the user’s
 * own failure, and is counted. Throws `storage_unavailable` if not even that can be written.
 */
export async function actInTurn(deps: ActInTurnDeps, job: BulkJob, userId: string): Promise<Turn> {
  const { runs, clock, log } = deps;
  try {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const turn = await tryTurn(deps, job, userId);
      if (turn !== 'again') return turn;
    }
  } catch (error) {
    log.error('bulk_act_failed', error, { job_id: job.id, user_id: userId });
  }
  await runs.fail(job.id, userId, MOST_TRIES, clock());
  return 'on';
}

async function tryTurn(
  { runs, actOnUser, resendToUser, clock }: ActInTurnDeps,
  { id, act, actorId, reason }: BulkJob,
  userId: string,
): Promise<Turn | 'again'> {
  const { isRunning, isDue, user, actor } = await runs.look(id, userId, actorId);
  if (!isRunning) return 'over';
  const stop = whyStop(actor);
  if (stop !== null) return stop;
  if (!isDue) return 'on';
  const why = whyNot(act, user, actorId);
  const now = clock();
  if (user === null || why !== null) {
    await runs.skip(id, userId, why ?? 'gone', now);
    return 'on';
  }
  const job = { id, done: runs.doneStatement(id, userId, now) };
  try {
    if (act === 'resend-verification') await resendToUser({ user, actorId, reason, job });
    else {
      const by = { actorId, reason, client: NO_CLIENT };
      await actOnUser({ userId, act, seen: user.version, job, ...by });
    }
    return 'on';
  } catch (error) {
    const code = findAppError(error)?.code;
    if (code === changedMeanwhile.code || code === notFound.code) return 'again';
    throw error;
  }
}
