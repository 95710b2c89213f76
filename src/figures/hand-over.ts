import { type Clock, SECOND } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import type { Metrics } from '../shared/metrics.ts';
import type { Timer } from '../shared/timer.ts';
import { countsOfMetric } from './counts-of-metric.ts';
import type { FiguresStore } from './figures-store.ts';
import type { Tally } from './tally.ts';

/**
 * Milliseconds that a carrier waits. A Worker has 30 seconds after its answer
 * (https://developers.cloudflare.com/workers/platform/limits/).
 */
const WAIT = 20 * SECOND;

export type HandOverDeps = {
  tally: Tally;
  /** Opened when something is handed over. */
  figures: () => Pick<FiguresStore, 'add'>;
  clock: Clock;
  defer: Defer;
  timer: Timer;
};

/**
 * Counts into the tally of the isolate, which goes to D1 after an answer: at most once a minute
 * while the isolate is busy, and 20 seconds after the last request at the latest. An isolate that
 * dies loses what it counted since.
 */
export function createIsolateCounts(deps: HandOverDeps): Metrics {
  const { tally, clock, defer } = deps;
  return {
    count(metric) {
      const counts = countsOfMetric(metric);
      if (Object.keys(counts).length === 0) return;
      const carrier = tally.note(counts, clock());
      if (carrier !== null) defer(carry(deps, carrier), 'figures_not_kept');
    },
  };
}

async function carry(deps: HandOverDeps, carrier: number): Promise<void> {
  const { tally, clock, timer } = deps;
  await new Promise<void>((resolve) => timer(WAIT, resolve));
  if (tally.isUpTo(carrier, clock())) await handOver(deps);
}

/**
 * Adds what was counted to D1. Throws `storage_unavailable`: then it is kept, and goes with the
 * next; if D1 has written it all the same, it counts twice.
 */
export async function handOver({
  tally,
  figures,
  clock,
}: Pick<HandOverDeps, 'tally' | 'figures' | 'clock'>): Promise<void> {
  const taken = tally.take();
  try {
    await figures().add(taken);
  } catch (error) {
    tally.giveBack(taken, clock());
    throw error;
  }
}

/** Counts by each of these. */
export const countByAll = (...all: Metrics[]): Metrics => ({
  count(metric) {
    for (const metrics of all) metrics.count(metric);
  },
});
