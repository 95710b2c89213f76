import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Seeded } from '../seeded.ts';
import type { Consumed, Delivered } from './worker.ts';

/** Moments in the life of a message, at which a runtime may be killed. */
export const MOMENTS = ['offered', 'taken', 'delivered', 'job'] as const;
/** The first three are those of the ledger; `job` is the delivery of a mail. */
export type Moment = (typeof MOMENTS)[number];

type Waiting = Delivered & { name: string; notBefore: number };

/** Messages of one delivery. Small, so that there are many moments to be killed at. */
const BATCH = 15;
/** Milliseconds between two deliveries. */
const PAUSE = 40;

export type Queues = Awaited<ReturnType<typeof startQueues>>;

/**
 * Queues that live outside of the runtime: what they have acknowledged is delivered until it is
 * acknowledged, at least once, in no order. `on` is called at each {@link Moment}.
 */
export async function startQueues(random: Seeded, on: (moment: Moment) => void) {
  let waiting: Waiting[] = [];
  let to: string | null = null;
  let isClosed = false;

  async function take(request: IncomingMessage): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://queue');
    const name = pathname.slice(1);
    const body = JSON.parse(await text(request)) as unknown;
    if (name === 'ledger') on('offered');
    const notBefore = Date.now() + 1000 * Number(searchParams.get('delay'));
    waiting.push({ id: randomUUID(), name, body, attempts: 1, notBefore });
    if (name === 'ledger') on('taken');
  }

  const server = createServer((request, response) => {
    take(request).then(
      () => response.end(),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  async function deliver(name: string): Promise<void> {
    const due = waiting.filter((one) => one.name === name && one.notBefore <= Date.now());
    const batch = random.shuffle(due).slice(0, BATCH);
    if (batch.length === 0 || to === null) return;
    const answer = fetch(`${to}/test/queue/${name}`, {
      method: 'POST',
      body: JSON.stringify(batch),
    });
    on(name === 'ledger' ? 'delivered' : 'job');
    const response = await answer.catch(() => null);
    if (response?.ok !== true) return;
    const { acked, retried } = (await response.json().catch(() => ({
      acked: [],
      retried: [],
    }))) as Consumed;
    // Some that were acknowledged come again.
    const done = new Set(acked.filter(() => random.next() > 0.05));
    waiting = waiting.filter(({ id }) => !done.has(id));
    for (const one of waiting.filter(({ id }) => retried.includes(id))) {
      one.attempts++;
      one.notBefore = Date.now() + 500;
    }
  }

  async function pump(): Promise<void> {
    while (!isClosed) {
      await Promise.all([deliver('jobs'), deliver('ledger')]);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
  const pumped = pump();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Delivers to this runtime from now on. */
    deliverTo: (url: string) => {
      to = url;
    },
    waits: () => waiting.length,
    close: async () => {
      isClosed = true;
      await pumped;
      server.closeAllConnections();
      server.close();
    },
  };
}
