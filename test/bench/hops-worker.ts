import worker from '../../src/worker.ts';
import { countHops } from '../support/count-hops.ts';

// The service on bindings as slow as the edge model has them. Each answer tells what it waited for.
export { AccountGuard, Operator } from '../../src/worker.ts';

export default {
  ...worker,
  async fetch(request, env, ctx) {
    const counter = countHops({ ...env }, (ms) => scheduler.wait(ms));
    const answer = await worker.fetch(request, counter.env as unknown as Cloudflare.Env, ctx);
    const headers = new Headers(answer.headers);
    headers.set('X-Storage-Hops', JSON.stringify(counter.read()));
    return new Response(answer.body, { status: answer.status, headers });
  },
} satisfies ExportedHandler<Cloudflare.Env>;
