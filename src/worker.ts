import { createApp } from './app.ts';
import { handOver } from './figures/hand-over.ts';
import { createTally, isolateTally } from './figures/tally.ts';
import { consumeDeadLedger, consumeLedger } from './ledger/consume-ledger.ts';
import { consumeDeadJobs, consumeJobs } from './mail/consume-jobs.ts';
import { orLog } from './shared/log.ts';
import { createServices, type Services } from './wiring/services.ts';

export type { AppType } from './app.ts';
export { Operator } from './wiring/operator.ts';
export { WatchedGuard as AccountGuard } from './wiring/watched-guard.ts';

const app = createApp((c) =>
  createServices({
    env: c.env,
    defer: (work) => c.executionCtx.waitUntil(work),
    requestId: c.get('requestId') as string,
    signal: c.req.raw.signal,
    tally: isolateTally,
  }),
);

const DEAD_LETTERS = /-dead$/;
const LEDGER = /-ledger(-dead)?$/;

function consume(batch: MessageBatch, services: Services): Promise<void> {
  const isDead = DEAD_LETTERS.test(batch.queue);
  if (LEDGER.test(batch.queue))
    return isDead ? consumeDeadLedger(batch, services) : consumeLedger(batch, services);
  return isDead ? consumeDeadJobs(batch, services) : consumeJobs(batch, services);
}

export default {
  // A client that disconnects must not interrupt work between two writes.
  async fetch(request, env, ctx) {
    const answer = Promise.resolve(app.fetch(request, env, ctx));
    ctx.waitUntil(answer);
    return answer;
  },
  async scheduled({ cron }, env, ctx) {
    await createServices({ env, defer: (work) => ctx.waitUntil(work) }).runCron(cron);
  },
  async queue(batch, env, ctx) {
    // A batch hands over its own: work after it would hold up the next one.
    const tally = createTally({ carried: false });
    const services = createServices({ env, defer: (work) => ctx.waitUntil(work), tally });
    await consume(batch, services);
    const { clock, log, stores } = services;
    await orLog(log, 'figures_not_kept', handOver({ tally, figures: () => stores.figures, clock }));
  },
} satisfies ExportedHandler<Cloudflare.Env>;
