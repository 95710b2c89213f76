import type { ClientInfo } from '../http/client-info.ts';
import { notFound } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { BulkStore } from './bulk-store.ts';
import { jobEvent } from './job-event.ts';

export type StopJobDeps = { bulk: Pick<BulkStore, 'find' | 'stop'>; clock: Clock };
export type StopJob = (input: { id: string; actorId: string; client: ClientInfo }) => Promise<void>;

/**
 * Stops a job before its next user, whoever started it. One that is over stays as it is. Throws
 * `not_found`, `storage_unavailable`.
 */
export const createStopJob =
  ({ bulk, clock }: StopJobDeps): StopJob =>
  async ({ id, actorId, client }) => {
    const job = await bulk.find(id);
    if (job === null || job.state === 'draft') throw notFound();
    const at = clock();
    const event = jobEvent('admin.job_stopped', job, { actorId, client, at });
    await bulk.stop({ id, why: 'pressed', by: actorId, now: at }, event);
  };
