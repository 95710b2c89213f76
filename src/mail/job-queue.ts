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
export type EnqueueJob = <Payload>(
  kind: JobKind<Payload>,
  payload: Payload,
  options?: { delay?: number },
) => Promise<void>;

/** What stands on the queue. */
export const jobMessage = z.object({
  type: z.string(),
  payload: z.unknown(),
  /** Of the request that asked for the job, so that its line can be found. */
  request_id: z.string().optional(),
});

/** The producer's side of the queue. `requestId` of the request that is being answered, if any. */
export function createEnqueueJob(queue: Queue, requestId?: string): EnqueueJob {
  const cause = requestId === undefined ? {} : { request_id: requestId };
  return async (kind, payload, { delay = 0 } = {}) => {
    const options = {
      contentType: 'json',
      ...(delay === 0 ? {} : { delaySeconds: delay }),
    } as const;
    await orUnavailable(() => queue.send({ type: kind.type, payload, ...cause }, options));
  };
}

/** Joins a job kind and its work; a payload that does not fit its schema throws. */
export function handleJob<Payload>(
  kind: JobKind<Payload>,
  work: (payload: Payload, key: string) => Promise<void>,
): JobHandler {
  return {
    type: kind.type,
    handle: async (payload, key) => work(kind.payload.parse(payload), key),
  };
}
