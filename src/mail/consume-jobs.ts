import type { Log } from '../shared/log.ts';
import { type JobHandler, jobMessage } from './job-queue.ts';
import { MailError } from './mail-error.ts';

/** Seconds before try n+1; doubled each time. Workers Queues allows up to 12 hours. */
const FIRST_RETRY_DELAY = 5;
/** Seconds. A provider may ask for a longer pause; nobody looks for a code or a link for longer than this. */
const LONGEST_RETRY_DELAY = 900;

export type ConsumeJobsDeps = { handlers: JobHandler[]; recordDeadLetter: RecordDeadLetter; log: Log };

/**
 * Works off a batch. Each message stands for itself: one that fails is retried with growing pauses while the rest of the
 * batch goes on, and is moved to the dead-letter queue by the platform when its tries are used up. One whose mail was refused
 * for good is given up at once.
 */
export async function consumeJobs(batch: MessageBatch, { handlers, recordDeadLetter, log }: ConsumeJobsDeps): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      const type = jobMessage.safeParse(message.body).data?.type ?? 'unreadable';
      try {
        await work(message, handlers);
        message.ack();
        log.info('job_done', {
          job_type: type,
          job_id: message.id,
          attempts: message.attempts,
        });
      } catch (error) {
        log.error('job_failed', error, {
          job_type: type,
          job_id: message.id,
          attempts: message.attempts,
        });
        const gaveUp = isRefused(error) && (await tryToGiveUp(message, { recordDeadLetter, log }));
        if (!gaveUp) message.retry({ delaySeconds: delayAfter(error, message.attempts) });
      }
    }),
  );
}

function isRefused(error: unknown): boolean {
  return error instanceof MailError && error.permanent;
}

function delayAfter(error: unknown, attempts: number): number {
  const asked = error instanceof MailError ? Math.min(error.retryAfter, LONGEST_RETRY_DELAY) : 0;
  return Math.max(asked, FIRST_RETRY_DELAY * 2 ** (attempts - 1));
}

async function work(message: Message, handlers: JobHandler[]): Promise<void> {
  const { type, payload } = jobMessage.parse(message.body);
  const handler = handlers.find((candidate) => candidate.type === type);
  if (handler === undefined) throw new Error('no handler for this type of job');
  await handler.handle(payload, message.id);
}

/** Records that a job was given up. `userId` is whose account it was about, as far as the message tells. */
export type RecordDeadLetter = (job: { type: string; id: string; userId: string | null }) => Promise<void>;

/** Makes jobs that were given up visible: an error in the log and a record of each. */
export async function consumeDeadJobs(batch: MessageBatch, { recordDeadLetter, log }: GiveUpDeps): Promise<void> {
  for (const message of batch.messages) await giveUp(message, { recordDeadLetter, log });
}

type GiveUpDeps = Pick<ConsumeJobsDeps, 'recordDeadLetter' | 'log'>;

async function giveUp(message: Message, { recordDeadLetter, log }: GiveUpDeps): Promise<void> {
  const parsed = jobMessage.safeParse(message.body);
  const type = parsed.data?.type ?? 'unreadable';
  log.error('job_dead_lettered', new Error('a job was given up'), {
    job_type: type,
    job_id: message.id,
  });
  await recordDeadLetter({
    type,
    id: message.id,
    userId: userIdOf(parsed.data?.payload),
  });
  message.ack();
}

/** False if it could not be recorded: then the job must come again, to be given up later. */
async function tryToGiveUp(message: Message, deps: GiveUpDeps): Promise<boolean> {
  try {
    await giveUp(message, deps);
    return true;
  } catch (error) {
    deps.log.error('dead_letter_not_recorded', error, { job_id: message.id });
    return false;
  }
}

function userIdOf(payload: unknown): string | null {
  const userId = typeof payload === 'object' && payload !== null && 'userId' in payload ? payload.userId : null;
  return typeof userId === 'string' ? userId : null;
}
