import * as z from 'zod';
import { orUnavailable } from '../shared/errors.ts';

/** A kind of work that is done after the response. Its message holds no plaintext secret. */
export type JobKind<Payload> = { type: string; payload: z.ZodType<Payload> };

/**
 * A job kind with its work. Jobs arrive at least once, always with the same `key`. A handler that
 * throws is retried later.
 */
export type JobHandler = {
  type: string;
  handle: (payload: unknown, key: string) => Promise<void>;
};

/**
 * Puts a job on the queue, to run at once or after `delay` seconds. Throws `storage_unavailable` if
 * the queue does not accept it.
 */
export type EnqueueJob = <Payload>(
  kind: JobKind<Payload>,
  payload: Payload,
  options?: { delay?: number },
) => Promise<void>;

/** What a handler throws to be called again later, although nothing went wrong. */
export class NotYet extends Error {}

/** A message on the queue. */
export const jobMessage = z.object({
  type: z.string(),
  payload: z.unknown(),
  /** The request that queued the job, to find its log line. */
  request_id: z.string().optional(),
});

/** Creates the producer. `requestId` is the id of the current request, if there is one. */
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

/** Joins a job kind and its work. The handler throws if a payload does not match the schema. */
export function handleJob<Payload>(
  kind: JobKind<Payload>,
  work: (payload: Payload, key: string) => Promise<void>,
): JobHandler {
  return {
    type: kind.type,
    handle: async (payload, key) => work(kind.payload.parse(payload), key),
  };
}
