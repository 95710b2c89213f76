import { type EnqueueJob, NotYet } from '../mail/job-queue.ts';
import { type ActInTurnDeps, actInTurn, type Turn } from './act-in-turn.ts';
import { BATCH, bulkBatchJob, LEASE, LONGEST_BATCH, RETRY_PAUSE } from './bulk-message.ts';
import type { BulkJob, BulkStore } from './bulk-store.ts';
import { jobEvent } from './job-event.ts';

export type RunBatchDeps = ActInTurnDeps & {
  bulk: Pick<BulkStore, 'find' | 'stop' | 'countUsers'>;
  enqueue: EnqueueJob;
};
export type RunBatch = (message: { jobId: string; step: number }, key: string) => Promise<void>;

/**
 * Does the next users of a job, records that, and only then sends the next batch, or ends the job.
 * A message may come twice, late, or after its job is over: a step is done by one batch at a time,
 * and what is recorded is not done again. Throws `NotYet` while another batch has the job, and
 * `storage_unavailable`, after which the same message goes on where this one stopped.
 */
export async function runBatch(
  deps: RunBatchDeps,
  { jobId, step }: { jobId: string; step: number },
  key: string,
): Promise<void> {
  const { runs, clock } = deps;
  const begun = clock();
  const job = await runs.claim(jobId, step, begun, begun + LEASE);
  if (job === null) return comeLate(deps, { jobId, step }, key);
  const waiting = await runs.listWaiting(jobId, BATCH);
  for (const { userId } of waiting) {
    const turn = await actInTurn(deps, job, userId);
    if (turn !== 'on') return end(deps, job, turn);
    if (clock() - begun > LONGEST_BATCH) break;
  }
  if (!(await runs.recordStep(jobId, step, key, clock()))) return;
  const areRetries = waiting.length > 0 && waiting.every(({ tries }) => tries > 0);
  await goOn(deps, job, step + 1, areRetries ? RETRY_PAUSE : 0);
}

/** Binds {@link runBatch} to its dependencies. */
export const createRunBatch =
  (deps: RunBatchDeps): RunBatch =>
  (message, key) =>
    runBatch(deps, message, key);

/** For a message whose step is another batch’s, is recorded, or belongs to a job that is over. */
async function comeLate(
  deps: RunBatchDeps,
  { jobId, step }: { jobId: string; step: number },
  key: string,
): Promise<void> {
  const job = await deps.bulk.find(jobId);
  if (job?.state !== 'running') return;
  if (job.step === step) throw new NotYet();
  // This message did its step, and may have failed to send the next one.
  if (job.step === step + 1 && job.lastKey === key) await goOn(deps, job, job.step, 0);
}

async function goOn(deps: RunBatchDeps, job: BulkJob, step: number, delay: number) {
  const { runs, bulk, enqueue, clock } = deps;
  const counts = (await bulk.countUsers([job.id])).get(job.id);
  if (counts === undefined || counts.waiting > 0)
    return enqueue(bulkBatchJob, { jobId: job.id, step }, { delay });
  const { waiting: _, ...facts } = counts;
  const at = clock();
  const event = jobEvent('admin.job_finished', job, { actorId: job.actorId, at, facts });
  await runs.finish(job.id, at, event);
}

async function end({ bulk, clock }: RunBatchDeps, job: BulkJob, turn: Exclude<Turn, 'on'>) {
  // Somebody has stopped it, and has recorded that.
  if (turn === 'over') return;
  const at = clock();
  const event = jobEvent('admin.job_stopped', job, { actorId: null, at, facts: { why: turn } });
  await bulk.stop({ id: job.id, why: turn, by: null, now: at }, event);
}
