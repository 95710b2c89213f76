import type { EnqueueJob } from '../mail/job-queue.ts';
import { type Clock, DAY, MINUTE } from '../shared/clock.ts';
import { bulkBatchJob } from './bulk-message.ts';
import type { BulkRunStore } from './bulk-run-store.ts';
import { DRAFT_LIFE } from './start-job.ts';

/** Milliseconds for which a job is kept after its end. Its events stay as long as all others. */
export const KEPT = 30 * DAY;

/** Milliseconds without a word after which the message of a job counts as lost. */
const LOST = 5 * MINUTE;

/** Jobs that one run deletes, each with up to 1,000 rows: within the time of a D1 query. */
const MOST_DELETED = 20;

export type TendJobsDeps = { runs: BulkRunStore; enqueue: EnqueueJob; clock: Clock };

/**
 * Creates what the cron does for jobs: sends the batch of a job whose message was lost, and deletes
 * old drafts and jobs. A message too many does nothing. Throws `storage_unavailable`.
 */
export const createTendJobs =
  ({ runs, enqueue, clock }: TendJobsDeps) =>
  async (): Promise<void> => {
    const now = clock();
    for (const { id: jobId, step } of await runs.listLost(now - LOST, now))
      await enqueue(bulkBatchJob, { jobId, step });
    await runs.deleteOld(now - DRAFT_LIFE, now - KEPT, MOST_DELETED);
  };
