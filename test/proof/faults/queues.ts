import type { LedgerMessage } from '../../../src/guard/ledger-message.ts';
import { consumeDeadLedger, consumeLedger } from '../../../src/ledger/consume-ledger.ts';
import { consumeDeadJobs, consumeJobs } from '../../../src/mail/consume-jobs.ts';
import type { Services } from '../../../src/wiring/services.ts';
import { takeLedger } from '../../support/ledger.ts';
import type { Switchboard } from './switchboard.ts';
import type { Timeline } from './timeline.ts';

/** Deliveries of one message before it is moved to the dead-letter queue. */
const MOST_ATTEMPTS = 6;

type Waiting = { id: string; body: unknown; attempts: number; due: number };
type Deps = {
  board: Switchboard;
  timeline: Timeline;
  clock: () => number;
  servicesWith: (defer: (work: Promise<unknown>) => void) => Services;
};
/** How a delivery ended; `kinds`: of the messages whose work is done. */
export type Delivered = { taken: number; retried: number; kinds: string[] };

/** Both queues: at least once, with pauses, and a dead-letter queue each. */
export function createQueues({ board, clock, servicesWith }: Deps) {
  const jobs: Waiting[] = [];
  const ledger: Waiting[] = [];
  const dead = { jobs: [] as Waiting[], ledger: [] as Waiting[] };
  const done: string[] = [];
  let count = 0;

  const wait = (queue: Waiting[], body: unknown, delay = 0) =>
    queue.push({
      id: `message-${count++}-${crypto.randomUUID()}`,
      body: structuredClone(body),
      attempts: 1,
      due: clock() + delay * 1000,
    });

  /** Messages as a consumer gets them. A death before the note of success brings one again. */
  function messagesOf(taken: Waiting[], kind: 'jobs' | 'ledger', outcome: Delivered) {
    const queue = kind === 'jobs' ? jobs : ledger;
    const again = (one: Waiting, delay = 0) => {
      const next = { ...one, attempts: one.attempts + 1, due: clock() + delay * 1000 };
      (next.attempts > MOST_ATTEMPTS ? dead[kind] : queue).push(next);
    };
    const left = new Set(taken);
    const messages = taken.map((one) => ({
      id: one.id,
      timestamp: new Date(clock()),
      body: one.body,
      attempts: one.attempts,
      ack: () => {
        left.delete(one);
        outcome.kinds.push(kind === 'ledger' ? kind : (one.body as { type: string }).type);
        const noting = board.through(`${kind}.ack`, ['lost'], async () => undefined);
        noting.catch(() => again(one));
      },
      retry: ({ delaySeconds = 0 }: { delaySeconds?: number } = {}) => {
        left.delete(one);
        outcome.retried++;
        again(one, delaySeconds);
      },
    }));
    /** What a batch that failed as a whole leaves. */
    const returnRest = () => {
      for (const one of left) messages.find(({ id }) => id === one.id)?.retry();
    };
    return { messages, returnRest };
  }

  async function consume(
    taken: Waiting[],
    kind: 'jobs' | 'ledger',
    work: (messages: Message[], services: Services) => Promise<void>,
  ): Promise<Delivered> {
    const outcome: Delivered = { taken: taken.length, retried: 0, kinds: [] };
    const deferred: Promise<unknown>[] = [];
    const services = servicesWith((late) => void deferred.push(late));
    const { messages, returnRest } = messagesOf(taken, kind, outcome);
    await work(messages as unknown as Message[], services).catch(returnRest);
    await Promise.all(deferred);
    return outcome;
  }

  /** Notes what a delivery has done. */
  const noted = (delivered: Delivered): Delivered => {
    done.push(...delivered.kinds);
    return delivered;
  };
  const takeDue = (queue: Waiting[]) => {
    const due = queue.filter((one) => one.due <= clock());
    for (const one of due) queue.splice(queue.indexOf(one), 1);
    return due;
  };
  const batchOf = (messages: Message[]) => ({ queue: 'jobs', messages }) as unknown as MessageBatch;

  return {
    /** The binding of the queue of jobs. */
    binding: {
      send: (body: { type: string }, { delaySeconds }: { delaySeconds?: number } = {}) =>
        board.through(
          `queue.send ${body.type}`,
          ['fail', 'lost', 'hang', 'late', 'slow'],
          async () => {
            wait(jobs, body, delaySeconds);
          },
        ),
      metrics: () =>
        board.through('queue.metrics', ['fail', 'hang', 'slow'], async () => ({ backlogCount: 0 })),
    },
    /** Leaves a job of a kind that only older versions queued. */
    leave: (type: string, payload: object) => wait(jobs, { type, payload }),
    /** Delivers the jobs that are due. */
    deliverJobs: async () =>
      noted(
        await consume(takeDue(jobs), 'jobs', (messages, services) =>
          consumeJobs(batchOf(messages), services),
        ),
      ),
    /** Delivers what guards have sent. */
    async deliverLedger(): Promise<Delivered> {
      for (const message of takeLedger()) wait(ledger, message satisfies LedgerMessage);
      const taken = takeDue(ledger);
      return noted(
        await consume(taken, 'ledger', (messages, services) =>
          consumeLedger({ messages }, services),
        ),
      );
    },
    /** The kinds of messages of which work was done since this was asked last. */
    takeDone: (): string[] => done.splice(0),
    /** Gives up what waits in the queue of jobs. */
    giveUp(): void {
      dead.jobs.push(...jobs.splice(0).map((one) => ({ ...one, attempts: MOST_ATTEMPTS })));
    },
    /** Delivers what was given up. */
    async deliverDead(): Promise<Delivered> {
      const delivered = await consume(dead.jobs.splice(0), 'jobs', (messages, services) =>
        consumeDeadJobs(batchOf(messages), services),
      );
      await consume(dead.ledger.splice(0), 'ledger', (messages, services) =>
        consumeDeadLedger({ messages }, services),
      );
      return delivered;
    },
    /** When the next message is due, in epoch milliseconds; null if none waits. */
    nextDue: (): number | null => {
      const dues = [...jobs, ...ledger].map(({ due }) => due);
      return dues.length === 0 ? null : Math.min(...dues);
    },
  };
}
