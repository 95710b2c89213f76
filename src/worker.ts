import { createApp } from './app.ts';
import { consumeDeadJobs, consumeJobs } from './mail/consume-jobs.ts';
import { createServices } from './services.ts';

export type { AppType } from './app.ts';
export { AccountGuard } from './guard/account-guard.object.ts';
export { Operator } from './operator.ts';

const app = createApp((c) =>
  createServices({
    env: c.env,
    defer: (work) => c.executionCtx.waitUntil(work),
  }),
);

const DEAD_LETTERS = /-dead$/;

export default {
  fetch: app.fetch,
  async scheduled(_controller, env, ctx) {
    await createServices({ env, defer: (work) => ctx.waitUntil(work) }).flush();
  },
  async queue(batch, env, ctx) {
    const services = createServices({
      env,
      defer: (work) => ctx.waitUntil(work),
    });
    if (DEAD_LETTERS.test(batch.queue)) return consumeDeadJobs(batch, services);
    return consumeJobs(batch, { handlers: services.jobs, recordDeadLetter: services.recordDeadLetter, log: services.log });
  },
} satisfies ExportedHandler<Cloudflare.Env>;
