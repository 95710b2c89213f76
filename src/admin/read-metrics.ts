import { toExposition } from '../figures/exposition.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { UserDirectoryStore } from '../users/user-directory-store.ts';
import { metricFamilies } from './metric-families.ts';
import { backlogOf, type ViewFiguresDeps } from './view-figures.ts';

export type ReadMetricsDeps = ViewFiguresDeps & {
  directory: UserDirectoryStore;
  sessions: SessionStore;
};
export type ReadMetrics = () => Promise<string>;

/** Creates what Prometheus scrapes, in its text format. Throws `storage_unavailable`. */
export function createReadMetrics(deps: ReadMetricsDeps): ReadMetrics {
  const { figures, directory, sessions, queues, clock } = deps;
  return async () => {
    const now = clock();
    const [counts, rare, lapsed, run, jobs, ledger] = await Promise.all([
      figures.totals(),
      directory.countRare(now),
      sessions.countLapsed(now),
      figures.lastRun('flush'),
      backlogOf(deps, queues.jobs),
      backlogOf(deps, queues.ledger),
    ]);
    const waiting = Object.entries({ jobs, ledger }).flatMap(([queue, backlog]) =>
      backlog === null ? [] : [[queue, backlog.waiting] as const],
    );
    const gauges = {
      ...rare,
      activeSessions: (counts.sessions_open ?? 0) - lapsed,
      waiting: Object.fromEntries(waiting),
      flushedAt: run?.at ?? null,
    };
    return toExposition(metricFamilies(counts, gauges));
  };
}
