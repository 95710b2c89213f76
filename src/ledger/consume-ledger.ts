import { type LedgerEntry, ledgerMessage, type SignedOut } from '../guard/ledger-message.ts';
import type { RecordDeadLetter } from '../mail/consume-jobs.ts';
import type { FollowLetters } from '../mail/dead-letter.ts';
import type { Clock } from '../shared/clock.ts';
import { SafeMessageError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import type { Metrics } from '../shared/metrics.ts';
import type { LedgerStore } from './ledger-store.ts';

/** Queues what clients have to be told. Throws `storage_unavailable`. */
export type QueueSignOuts = (signOuts: SignedOut[]) => Promise<void>;

export type ConsumeLedgerDeps = {
  ledger: LedgerStore;
  queueSignOuts: QueueSignOuts;
  recordDeadLetter: RecordDeadLetter;
  followLetters?: FollowLetters;
  log: Log;
  metrics: Metrics;
  clock: Clock;
};

/**
 * Characters of messages that go into one batch of D1: each of its parameters may have 2 MB
 * (https://developers.cloudflare.com/d1/platform/limits/).
 */
const MOST = 1_000_000;
const KIND = 'ledger';

type Readable = { message: Message; entries: LedgerEntry[]; length: number };

/**
 * Writes a batch of what guards have decided, and passes on what clients are to be told. A message
 * that cannot be read or written comes again and is dead-lettered in the end, while the rest of the
 * batch is written. While D1 is away, all of them come again.
 */
export async function consumeLedger(
  batch: Pick<MessageBatch, 'messages'>,
  deps: ConsumeLedgerDeps,
): Promise<void> {
  const readable: Readable[] = [];
  for (const message of batch.messages) {
    const read = readMessage(message);
    if (read === null) refuse(message, new SafeMessageError('an unreadable message'), deps);
    else readable.push(read);
  }
  for (const group of groupsOf(readable)) await writeGroup(group, deps);
}

/**
 * Writes what has failed too often in its own queue, as {@link consumeLedger} does. Records a
 * message that cannot be read, so that it is seen, and drops it.
 */
export async function consumeDeadLedger(
  batch: Pick<MessageBatch, 'messages'>,
  deps: ConsumeLedgerDeps,
): Promise<void> {
  const unreadable = batch.messages.filter((message) => readMessage(message) === null);
  for (const message of unreadable) {
    const { id, body } = message;
    deps.log.error('ledger', new SafeMessageError('a message was given up'), { job_id: id });
    const about = { type: KIND, id, userId: null };
    await deps.recordDeadLetter(about, { queue: 'ledger', body, why: 'It cannot be read' });
    deps.metrics.count({ name: 'job', kind: KIND, outcome: 'dead', ms: 0 });
    message.ack();
  }
  const messages = batch.messages.filter((message) => !unreadable.includes(message));
  await consumeLedger({ messages }, deps);
}

function readMessage(message: Message): Readable | null {
  const read = ledgerMessage.safeParse(message.body);
  if (!read.success) return null;
  const { entries } = read.data;
  return { message, entries, length: JSON.stringify(entries).length };
}

function groupsOf(readable: Readable[]): Readable[][] {
  const groups: Readable[][] = [];
  let length = 0;
  for (const one of readable) {
    length += one.length;
    const group = groups.at(-1);
    if (group === undefined || length > MOST) {
      groups.push([one]);
      length = one.length;
    } else group.push(one);
  }
  return groups;
}

// What fails together is halved until the message is found that D1 does not take.
async function writeGroup(group: Readable[], deps: ConsumeLedgerDeps): Promise<void> {
  const { ledger, queueSignOuts, log, metrics, clock } = deps;
  const begun = clock();
  const entries = group.flatMap((one) => one.entries);
  try {
    await ledger.write(entries);
  } catch (error) {
    const half = Math.ceil(group.length / 2);
    if (group.length === 1 || !(await ledger.responds())) return refuseAll(group, error, deps);
    await writeGroup(group.slice(0, half), deps);
    return writeGroup(group.slice(half), deps);
  }
  const signOuts = entries.flatMap(({ signedOut }) => (signedOut ? [signedOut] : []));
  try {
    if (signOuts.length > 0) await queueSignOuts(signOuts);
  } catch (error) {
    return refuseAll(group, error, deps);
  }
  const ms = clock() - begun;
  log.info('ledger', { messages: group.length, ms });
  metrics.count({ name: 'job', kind: KIND, outcome: 'done', ms });
  for (const { message } of group) {
    await deps.followLetters?.settle(message.body);
    message.ack();
  }
}

function refuseAll(group: Readable[], error: unknown, deps: ConsumeLedgerDeps): void {
  for (const { message } of group) refuse(message, error, deps);
}

function refuse(message: Message, error: unknown, { log, metrics }: ConsumeLedgerDeps): void {
  const { id, attempts } = message;
  // The first failure is news and is reported; what follows is known.
  if (attempts > 1) log.warn('ledger_not_written', { job_id: id, attempts });
  else log.error('ledger_not_written', error, { job_id: id, attempts });
  metrics.count({ name: 'job', kind: KIND, outcome: 'retried', ms: 0 });
  message.retry();
}
