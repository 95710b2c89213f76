import * as z from 'zod';
import type { JobKind } from '../mail/job-queue.ts';
import { SECOND } from '../shared/clock.ts';

/** The next batch of a job. `step` counts the batches that were recorded before it. */
export const bulkBatchJob: JobKind<{ jobId: string; step: number }> = {
  type: 'admin.bulk_batch',
  payload: z.object({ jobId: z.string(), step: z.int() }),
};

/**
 * Users of one batch. Each takes up to sixteen queries of the 1,000 that D1 allows an invocation,
 * which may have ten messages (https://developers.cloudflare.com/d1/platform/limits/), and two
 * calls of a guard.
 */
export const BATCH = 6;

/** Milliseconds after which a batch leaves the rest of its users to the next one. */
export const LONGEST_BATCH = 30 * SECOND;

/**
 * Milliseconds for which a batch has the job for itself: if it dies, its message comes again after
 * 5, 10, 20 and 40 s (`mail/consume-jobs.ts`), so one of these tries finds the job free.
 */
export const LEASE = 60 * SECOND;

/** How often somebody is tried before they count as failed. */
export const MOST_TRIES = 3;

/**
 * Seconds before those who failed are tried again, when nobody else is left: all tries fit into the
 * minute in which an address gets one mail (`guard/lanes.ts`).
 */
export const RETRY_PAUSE = 20;
