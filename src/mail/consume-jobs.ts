import { type Clock, SECOND, systemClock } from '../shared/clock.ts';
import { SafeMessageError } from '../shared/errors.ts';
import { errorFields, type Log } from '../shared/log.ts';
import { createMetrics, type Metrics } from '../shared/metrics.ts';
import { type FollowLetters, letterOf, type QueueName, reasonOf } from './dead-letter.ts';
import { DeliveryError } from './delivery-error.ts';
import { type JobHandler, jobMessage, NotYet } from './job-queue.ts';
import { MailError } from './mail-error.ts';
import type { WatchedMail } from './watch-mailer.ts';

/** Seconds before try n+1; doubled each time. Workers Queues allows up to 12 hours. */
const FIRST_RETRY_DELAY = 5;
/**
 * Seconds. A provider may ask for a longer pause, but users do not wait longer for a code or link.
 */
const LONGEST_RETRY_DELAY = 900;
/** Tries of a message, the first one included: `max_retries` of `wrangler.toml`, and one. */
export const MOST_TRIES = 6;

export type ConsumeJobsDeps = {
  handlers: JobHandler[];
  recordDeadLetter: RecordDeadLetter;
  followLetters?: FollowLetters;
  log: Log;
  metrics?: Metrics;
  clock?: Clock;
  /** The mail of a job; see `watch-mailer.ts`. */
  mailOf?: (key: string) => Pick<WatchedMail, 'outcome'> | null;
  noteMails?: NoteMails;
};

/** How a try of a job ended, by its key. */
export type JobEnd = { key: string; end: 'done' | 'refused' | 'retried' | 'given_up' };
/** Keeps what became of the mails of these jobs. Never fails. */
export type NoteMails = (ends: JobEnd[]) => Promise<void>;

const nowhere = createMetrics(undefined);

/**
 * Handles a batch. Messages are independent: one that fails is retried with growing pauses while
 * the rest continue, and the platform moves it to the dead-letter queue after its last attempt. One
 * whose mail was refused for good is dropped at once, as is one that says itself that it is over.
 * Each attempt logs one line.
 */
export async function consumeJobs(batch: MessageBatch, deps: ConsumeJobsDeps): Promise<void> {
  const ends = await Promise.all(batch.messages.map((message) => consume(message, deps)));
  // Last, once it is settled for every message whether it comes again.
  await deps.noteMails?.(ends);
}

async function consume(message: Message, deps: ConsumeJobsDeps): Promise<JobEnd> {
  const { handlers, clock = systemClock } = deps;
  const begun = clock();
  let failure: unknown = null;
  try {
    const isOver = await deps.followLetters?.isOver(message.body);
    if (isOver !== true) {
      await work(message, handlers);
      await deps.followLetters?.settle(message.body);
    }
    message.ack();
  } catch (error) {
    failure = error;
  }
  logAttempt(message, failure, clock() - begun, deps);
  const key = keyOf(message);
  if (failure === null) return { key, end: 'done' };
  const gaveUp = isFinal(failure, message.attempts) && (await tryToGiveUp(message, failure, deps));
  if (gaveUp) return { key, end: 'refused' };
  message.retry({ delaySeconds: delayAfter(failure, message.attempts) });
  return { key, end: message.attempts < MOST_TRIES ? 'retried' : 'given_up' };
}

type LogAttemptDeps = Omit<ConsumeJobsDeps, 'handlers'>;

function logAttempt(
  message: Message,
  failure: unknown,
  ms: number,
  { log, metrics = nowhere, mailOf }: LogAttemptDeps,
): void {
  const outcome =
    failure === null ? 'done' : isFinal(failure, message.attempts) ? 'refused' : 'retried';
  const mail = mailOf?.(keyOf(message))?.outcome ?? null;
  const fields = { ...jobFields(message), outcome, ms, mail };
  metrics.count({ name: 'job', kind: fields.job_type, outcome, ms });
  if (mail !== null)
    metrics.count({
      name: 'mail',
      kind: fields.job_type,
      outcome: mail === 'sent' ? 'sent' : 'retried',
    });
  if (failure === null || failure instanceof NotYet) log.info('job', fields);
  // The first failure is news and is reported; what follows is known, until the job is given up.
  else if (message.attempts > 1) log.warn('job', { ...fields, ...errorFields(failure) });
  else log.error('job', failure, fields);
}

function jobFields({ id, body, attempts }: Message) {
  const { type = 'unreadable', request_id } = jobMessage.safeParse(body).data ?? {};
  return { job_type: type, job_id: id, attempts, request_id };
}

function isFinal(error: unknown, attempts: number): boolean {
  if (error instanceof DeliveryError) return attempts > error.pauses.length;
  return error instanceof MailError && error.permanent;
}

function delayAfter(error: unknown, attempts: number): number {
  const pause = error instanceof DeliveryError ? error.pauses[attempts - 1] : undefined;
  if (pause !== undefined) return pause / SECOND;
  const asked = error instanceof MailError ? Math.min(error.retryAfter, LONGEST_RETRY_DELAY) : 0;
  return Math.max(asked, FIRST_RETRY_DELAY * 2 ** (attempts - 1));
}

// One that was put back stays the job that it was: its mail counts once, and leaves once.
const keyOf = ({ id, body }: Message): string => letterOf(body)?.id ?? id;

async function work(message: Message, handlers: JobHandler[]): Promise<void> {
  const { type, payload } = jobMessage.parse(message.body);
  const handler = handlers.find((candidate) => candidate.type === type);
  if (handler === undefined) throw new SafeMessageError('no handler for this type of job');
  await handler.handle(payload, keyOf(message));
}

/**
 * Records that a job was dropped. `userId` is the account that it was about, `email` an address and
 * `clientId` the OAuth client, if the message names one. `why` is safe to show; null if unknown.
 */
export type RecordDeadLetter = (
  job: {
    type: string;
    id: string;
    userId: string | null;
    email?: string;
    clientId?: string;
  },
  message: { queue: QueueName; body: unknown; why: string | null },
) => Promise<void>;

/** Makes jobs that were given up visible: an error in the log and a record of each. */
export async function consumeDeadJobs(batch: MessageBatch, deps: GiveUpDeps): Promise<void> {
  for (const message of batch.messages) await giveUp(message, null, deps);
}

type GiveUpDeps = Pick<ConsumeJobsDeps, 'recordDeadLetter' | 'log' | 'metrics'>;

async function giveUp(
  message: Message,
  failure: unknown,
  { recordDeadLetter, log, metrics = nowhere }: GiveUpDeps,
): Promise<void> {
  const fields = jobFields(message);
  log.error('job', new SafeMessageError('a job was given up'), { ...fields, outcome: 'dead' });
  const payload = jobMessage.safeParse(message.body).data?.payload;
  const userId = textOf(payload, 'userId');
  const clientId = textOf(payload, 'clientId');
  const email = textOf(payload, 'email');
  const about = {
    userId,
    ...(email === null ? {} : { email }),
    ...(clientId === null ? {} : { clientId }),
  };
  const { id, body } = message;
  const why = reasonOf(failure);
  await recordDeadLetter({ type: fields.job_type, id, ...about }, { queue: 'jobs', body, why });
  metrics.count({ name: 'job', kind: fields.job_type, outcome: 'dead', ms: 0 });
  metrics.count({ name: 'mail', kind: fields.job_type, outcome: 'dead' });
  message.ack();
}

/** False if it could not be recorded: then the job must come again, to be given up later. */
async function tryToGiveUp(message: Message, failure: unknown, deps: GiveUpDeps): Promise<boolean> {
  try {
    await giveUp(message, failure, deps);
    return true;
  } catch (error) {
    deps.log.error('dead_letter_not_recorded', error, { job_id: message.id });
    return false;
  }
}

function textOf(payload: unknown, name: string): string | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const value = (payload as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : null;
}
