import type { AccountGuards } from '../guard/account-guards.ts';
import type { Clock } from '../shared/clock.ts';
import { toIso } from '../shared/clock.ts';
import { SafeMessageError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import type { CheckJurisdiction } from './check-jurisdiction.ts';
import type { CheckSeals } from './check-seals.ts';

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
  kv: KVNamespace;
  queue: Queue;
  guards: AccountGuards;
  checkJurisdiction: CheckJurisdiction;
  checkSeals: CheckSeals;
  clock: Clock;
  log: Log;
};
export type CheckHealth = () => Promise<Health>;

/**
 * Creates the health check, which probes every store. Failures are logged, but not part of the
 * result. Guards count as unreachable too where the settings lead to others than those of the
 * users, and the database where the settings lack a key that its rows need.
 */
export function createCheckHealth({
  kv,
  queue,
  guards,
  checkJurisdiction,
  checkSeals,
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
  // Guards that respond under another jurisdiction are not those of these users.
  async function reachGuards(refused: Promise<string | null>): Promise<void> {
    await guards.ping();
    const reason = await refused.catch(() => null);
    if (reason !== null) throw new SafeMessageError(reason);
  }
  // A database whose secrets nobody can open is not that of these settings.
  async function reachDatabase(refused: Promise<unknown>): Promise<void> {
    const [reason] = await Promise.all([checkSeals(), refused]);
    if (reason !== null) throw new SafeMessageError(reason);
  }
  return async () => {
    const refused = checkJurisdiction();
    const [database, cache, guard, jobs] = await Promise.all([
      probe('database', () => reachDatabase(refused)),
      probe('cache', () => kv.get('health')),
      probe('guard', () => reachGuards(refused)),
      probe('queue', () => queue.metrics()),
    ]);
    const reached = [database, cache, guard, jobs].every((part) => part === 'connected');
    const status = reached ? 'healthy' : 'unhealthy';
    return { status, database, cache, guard, queue: jobs, timestamp: toIso(clock()) };
  };
}
