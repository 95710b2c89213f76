import { createApp } from '../../../src/app.ts';
import { createServices } from '../../../src/wiring/services.ts';
import worker, { AccountGuard as DeployedGuard } from '../../../src/worker.ts';
import { cheapArgon2 } from '../../support/cheap-argon2.ts';

// The service with queues that outlive its runtime, as Cloudflare's do: Miniflare's are in memory.
// They are kept by `queues.ts`. The hash costs next to nothing.
export { Operator } from '../../../src/worker.ts';

type TestEnv = Cloudflare.Env & { TEST_QUEUES: string };

export type Delivered = { id: string; body: unknown; attempts: number };
export type Consumed = { acked: string[]; retried: string[] };
/** What a guard holds, as rows. */
export type GuardRows = {
  sessions: string[];
  events: string[];
  outbox: number;
  pending: number;
  account: { version: number | null; view: string | null } | null;
};

function withQueues(env: TestEnv): TestEnv {
  const queue = (name: string) => ({
    async send(body: unknown, { delaySeconds = 0 }: { delaySeconds?: number } = {}) {
      const response = await fetch(`${env.TEST_QUEUES}/${name}?delay=${delaySeconds}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`the queue answers ${response.status}`);
    },
    metrics: () => env.JOBS.metrics(),
  });
  return { ...env, JOBS: queue('jobs'), LEDGER: queue('ledger') } as unknown as TestEnv;
}

export class AccountGuard extends DeployedGuard {
  constructor(ctx: DurableObjectState, env: TestEnv) {
    super(ctx, withQueues(env));
  }

  dump(): GuardRows {
    const rows = <T extends Record<string, SqlStorageValue>>(query: string) =>
      this.ctx.storage.sql.exec<T>(query).toArray();
    const count = (table: string) =>
      rows<{ n: number }>(`select count(*) as n from ${table}`)[0]?.n ?? 0;
    return {
      sessions: rows<{ session: string }>('select session from chains').map((row) => row.session),
      events: rows<{ body: string }>('select body from events').map((row) => row.body),
      outbox: count('outbox'),
      pending: count('pending'),
      account:
        rows<{ version: number | null; view: string | null }>(
          'select version, view from account',
        )[0] ?? null,
    };
  }
}

const app = createApp((c) =>
  createServices({
    env: c.env,
    defer: (work) => c.executionCtx.waitUntil(work),
    requestId: c.get('requestId') as string,
    signal: c.req.raw.signal,
    argon2: cheapArgon2,
  }),
);

/** Hands a batch to the consumer, and answers what it did with each message. */
async function consume(queue: string, given: Delivered[], env: TestEnv, ctx: ExecutionContext) {
  const consumed: Consumed = { acked: [], retried: [] };
  const messages = given.map(({ id, body, attempts }) => ({
    id,
    body,
    attempts,
    timestamp: new Date(),
    ack: () => void consumed.acked.push(id),
    retry: () => void consumed.retried.push(id),
  }));
  const batch = { queue: `latchkey-${queue}`, messages } as unknown as MessageBatch;
  await worker.queue(batch, env, ctx);
  return Response.json(consumed);
}

async function dumpGuards(ids: string[], env: TestEnv): Promise<Response> {
  const guards = env.ACCOUNT_GUARD as unknown as DurableObjectNamespace<AccountGuard>;
  return Response.json(await Promise.all(ids.map(async (id) => guards.getByName(id).dump())));
}

export default {
  async fetch(request, given, ctx) {
    const env = withQueues(given);
    const { pathname } = new URL(request.url);
    const [, root, what = '', queue = ''] = pathname.split('/');
    if (root !== 'test') return app.fetch(request, env, ctx);
    if (what === 'guards') return dumpGuards(await request.json<string[]>(), env);
    return consume(queue, await request.json<Delivered[]>(), env, ctx);
  },
} satisfies ExportedHandler<TestEnv>;
