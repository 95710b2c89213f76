import * as z from 'zod';
import { orUnavailable } from '../shared/errors.ts';

/** A kind of work that is done after the answer. The message holds no secret in the clear. */
export type JobKind<Payload> = { type: string; payload: z.ZodType<Payload> };

/** A job kind with what it does. Jobs arrive at least once; `key` is the same each time. Throwing means: later again. */
export type JobHandler = {
  type: string;
  handle: (payload: unknown, key: string) => Promise<void>;
};

/** Puts a job on the queue, to be done at once or after `delay` seconds. Throws `storage_unavailable` when the queue does not take it. */
export type EnqueueJob = <Payload>(kind: JobKind<Payload>, payload: Payload, options?: { delay?: number }) => Promise<void>;

/** What stands on the queue. */
export const jobMessage = z.object({ type: z.string(), payload: z.unknown() });

/** The producer's side of the queue. */
export function createEnqueueJob(queue: Queue): EnqueueJob {
  return async (kind, payload, { delay = 0 } = {}) => {
    await orUnavailable(() =>
      queue.send({ type: kind.type, payload }, { contentType: 'json', ...(delay === 0 ? {} : { delaySeconds: delay }) }),
    );
  };
}

/** Joins a job kind and its work; a payload that does not fit its schema throws. */
export function handleJob<Payload>(kind: JobKind<Payload>, work: (payload: Payload, key: string) => Promise<void>): JobHandler {
  return {
    type: kind.type,
    handle: async (payload, key) => work(kind.payload.parse(payload), key),
  };
}
