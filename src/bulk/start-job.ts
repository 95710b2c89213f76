import type { ClientInfo } from '../http/client-info.ts';
import { notFound } from '../http/errors.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { type Clock, HOUR } from '../shared/clock.ts';
import { bulkBatchJob } from './bulk-message.ts';
import type { BulkStore } from './bulk-store.ts';
import { jobEvent } from './job-event.ts';

/** Milliseconds for which a draft can be started: what it shows gets old. */
export const DRAFT_LIFE = HOUR;

export type StartJobDeps = {
  bulk: Pick<BulkStore, 'find' | 'start'>;
  enqueue: EnqueueJob;
  clock: Clock;
};
export type StartJobInput = { id: string; actorId: string; reason: string; client: ClientInfo };
export type StartJob = (input: StartJobInput) => Promise<void>;

/**
 * Starts a draft of the actor with the ids that it keeps. A second call finds it
 * started, and sends its first batch again if that may be lost. Throws `not_found` for what is no
 * draft of theirs or is too old, `storage_unavailable`.
 */
export async function startJob(
  { bulk, enqueue, clock }: StartJobDeps,
  { id, actorId, reason, client }: StartJobInput,
): Promise<void> {
  const draft = await bulk.find(id);
  if (draft === null || draft.actorId !== actorId) throw notFound();
  const now = clock();
  if (draft.state === 'draft') {
    const facts = { users: draft.userIds.length };
    const event = jobEvent(
      'admin.job_started',
      { ...draft, reason },
      { actorId, client, at: now, facts },
    );
    const madeAfter = now - DRAFT_LIFE;
    await bulk.start({ id, actorId, reason, now, madeAfter, event });
  }
  const job = await bulk.find(id);
  if (job === null || job.state === 'draft') throw notFound();
  if (job.state === 'running' && job.step === 0)
    await enqueue(bulkBatchJob, { jobId: id, step: 0 });
}

/** Binds {@link startJob} to its dependencies. */
export const createStartJob =
  (deps: StartJobDeps): StartJob =>
  (input) =>
    startJob(deps, input);
