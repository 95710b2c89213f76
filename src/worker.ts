import { createApp } from './app.ts';
import { consumeDeadLedger, consumeLedger } from './ledger/consume-ledger.ts';
import { consumeDeadJobs, consumeJobs } from './mail/consume-jobs.ts';
import { createServices } from './wiring/services.ts';

export type { AppType } from './app.ts';
export { Operator } from './wiring/operator.ts';
export { WatchedGuard as AccountGuard } from './wiring/watched-guard.ts';

const app = createApp((c) =>
  createServices({
    env: c.env,
    defer: (work) => c.executionCtx.waitUntil(work),
    requestId: c.get('requestId') as string,
    signal: c.req.raw.signal,
  }),
);

const DEAD_LETTERS = /-dead$/;
const LEDGER = /-ledger(-dead)?$/;

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
    const services = createServices({
      env,
      defer: (work) => ctx.waitUntil(work),
    });
    const isDead = DEAD_LETTERS.test(batch.queue);
    if (LEDGER.test(batch.queue))
      return isDead ? consumeDeadLedger(batch, services) : consumeLedger(batch, services);
    return isDead ? consumeDeadJobs(batch, services) : consumeJobs(batch, services);
  },
} satisfies ExportedHandler<Cloudflare.Env>;
