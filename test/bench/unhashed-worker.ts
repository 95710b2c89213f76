import { createApp } from '../../src/app.ts';
import { createServices } from '../../src/wiring/services.ts';
import worker from '../../src/worker.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';

// The service with a password hash that costs next to nothing: what is left of a sign-in is ours.
export { AccountGuard, Operator } from '../../src/worker.ts';

const app = createApp((c) =>
  createServices({
    env: c.env,
    defer: (work) => c.executionCtx.waitUntil(work),
    requestId: c.get('requestId') as string,
    signal: c.req.raw.signal,
    argon2: cheapArgon2,
  }),
);

export default {
  ...worker,
  fetch: async (request, env, ctx) => app.fetch(request, env, ctx),
} satisfies ExportedHandler<Cloudflare.Env>;
