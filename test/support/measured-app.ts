import { env as realEnv } from 'cloudflare:workers';
import { countHops } from './count-hops.ts';
import { createTestApp } from './test-app.ts';

/**
 * The service with counted bindings, which waits for no work after its answers. `measure` returns
 * the status of an answer and the calls that it waited for, sorted, each with its place in the row.
 */
export function createMeasuredApp() {
  const counter = countHops({ ...realEnv, JOBS: { send: async () => undefined } });
  const app = createTestApp({ env: counter.env });
  const fetch = app.fetch;
  app.fetch = (path, init = {}) => fetch(path, { ...init, settle: false });
  return {
    app,
    async measure(work: () => Promise<{ status: number }>): Promise<[number, ...string[]]> {
      await counter.rest();
      counter.reset();
      const { status } = await work();
      return [status, ...counter.read().calls.sort()];
    },
  };
}
