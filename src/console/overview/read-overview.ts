import type { DeadLetters } from '../../admin/dead-letters.ts';
import type { Period, ViewFigures } from '../../admin/view-figures.ts';
import type { ViewUsers } from '../../admin/view-users.ts';
import type { Run } from '../../figures/figures-store.ts';
import type { CheckHealth } from '../../operations/check-health.ts';
import type { Log } from '../../shared/log.ts';

export type OverviewDeps = {
  viewFigures: ViewFigures;
  viewUsers: Pick<ViewUsers, 'count'>;
  checkHealth: CheckHealth;
  manageDeadLetters: Pick<DeadLetters, 'count'>;
  /** The latest flush; null if there was none. */
  lastFlush: () => Promise<Run | null>;
  log: Log;
};

/** What happened in a period, as the API tells it. */
export type Figures = Awaited<ReturnType<ViewFigures>>;
export type Overview = Awaited<ReturnType<typeof readOverview>>;

/**
 * Reads everything that the overview shows, at once. What does not answer is null, so that the
 * rest can be read: this is the page to look at while something is down.
 */
export async function readOverview(deps: OverviewDeps, period: Period) {
  const orNull = async <T>(part: string, work: Promise<T>): Promise<T | null> => {
    try {
      return await work;
    } catch (error) {
      deps.log.error('overview_incomplete', error, { part });
      return null;
    }
  };
  const run = deps.lastFlush();
  const [figures, people, health, deadLetters, flush] = await Promise.all([
    orNull('figures', deps.viewFigures(period, run)),
    orNull('people', deps.viewUsers.count()),
    orNull('health', deps.checkHealth()),
    orNull('dead letters', deps.manageDeadLetters.count()),
    // A run that never was is something else than one that nobody knows of.
    orNull(
      'flush',
      run.then((latest) => ({ run: latest })),
    ),
  ]);
  return { figures, people, health, deadLetters, flush };
}
