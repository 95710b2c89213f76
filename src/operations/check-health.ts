import type { AccountGuards } from '../guard/account-guards.ts';
import type { Clock } from '../shared/clock.ts';
import { toIso } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';

export type Health = {
  status: 'ok' | 'degraded';
  database: 'ok' | 'down';
  cache: 'ok' | 'down';
  guard: 'ok' | 'down';
  queue: 'ok' | 'down';
  timestamp: string;
};
export type CheckHealthDeps = {
  d1: D1Database;
  kv: KVNamespace;
  queue: Queue;
  guards: AccountGuards;
  clock: Clock;
  log: Log;
};
export type CheckHealth = () => Promise<Health>;

/** Whether each store answers, without saying why not: that is in the log. */
export function createCheckHealth({
  d1,
  kv,
  queue,
  guards,
  clock,
  log,
}: CheckHealthDeps): CheckHealth {
  async function probe(part: string, work: () => Promise<unknown>): Promise<'ok' | 'down'> {
    try {
      await work();
      return 'ok';
    } catch (error) {
      log.error('health_probe_failed', error, { part });
      return 'down';
    }
  }
  return async () => {
    const [database, cache, guard, jobs] = await Promise.all([
      probe('database', () => d1.prepare('select 1').first()),
      probe('cache', () => kv.get('health')),
      probe('guard', () => guards.ping()),
      probe('queue', () => queue.metrics()),
    ]);
    const status = [database, cache, guard, jobs].every((part) => part === 'ok')
      ? 'ok'
      : 'degraded';
    return { status, database, cache, guard, queue: jobs, timestamp: toIso(clock()) };
  };
}
