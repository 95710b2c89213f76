import type { AccountGuards } from '../guard/account-guards.ts';
import type { Clock } from '../shared/clock.ts';
import { toIso } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';

type Reach = 'connected' | 'unreachable';
export type Health = {
  status: 'healthy' | 'unhealthy';
  database: Reach;
  cache: Reach;
  guard: Reach;
  queue: Reach;
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

/**
 * Creates the health check, which probes every store. Failures are logged, but not part of the
 * result.
 */
export function createCheckHealth({
  d1,
  kv,
  queue,
  guards,
  clock,
  log,
}: CheckHealthDeps): CheckHealth {
  async function probe(part: string, work: () => Promise<unknown>): Promise<Reach> {
    try {
      await work();
      return 'connected';
    } catch (error) {
      log.error('health_probe_failed', error, { part });
      return 'unreachable';
    }
  }
  return async () => {
    const [database, cache, guard, jobs] = await Promise.all([
      probe('database', () => d1.prepare('select 1').first()),
      probe('cache', () => kv.get('health')),
      probe('guard', () => guards.ping()),
      probe('queue', () => queue.metrics()),
    ]);
    const reached = [database, cache, guard, jobs].every((part) => part === 'connected');
    const status = reached ? 'healthy' : 'unhealthy';
    return { status, database, cache, guard, queue: jobs, timestamp: toIso(clock()) };
  };
}
