import { MINUTE, SECOND } from '../shared/clock.ts';
import { hourOf } from './count-of.ts';
import type { Counts, HourCounts } from './figures-store.ts';

/** Milliseconds between two carriers: what is counted meanwhile goes with the last one. */
const NEXT_CARRIER = 10 * SECOND;
/** The longest that a count waits while the isolate is busy, in milliseconds. */
const LONGEST = MINUTE;

/**
 * What an isolate has counted and not handed over. Requests of one isolate share it, so it holds
 * numbers alone.
 */
export type Tally = ReturnType<typeof createTally>;

/**
 * Creates an empty tally. Where it is `carried`, work after an answer hands it over: some requests
 * are carriers, which wait for a while and then ask whether it is up to them.
 */
export function createTally({ carried }: { carried: boolean }) {
  const hours = new Map<number, Counts>();
  let oldest: number | null = null;
  let carriers = 0;
  let lastBegan = Number.NEGATIVE_INFINITY;

  function add({ hour, counts }: HourCounts): void {
    const known = hours.get(hour) ?? {};
    for (const [name, n] of Object.entries(counts)) known[name] = (known[name] ?? 0) + n;
    hours.set(hour, known);
  }

  return {
    /**
     * Adds counts at `at` (epoch milliseconds). Returns the number of the carrier that the caller
     * shall be; null where another one carries.
     */
    note(counts: Counts, at: number): number | null {
      add({ hour: hourOf(at), counts });
      oldest ??= at;
      // A clock that was put back must not stop carriers until it has caught up.
      if (!carried || (at >= lastBegan && at - lastBegan < NEXT_CARRIER)) return null;
      lastBegan = at;
      carriers++;
      return carriers;
    },

    /** Whether a carrier hands over at `at`: as the last one, or once something waits too long. */
    isUpTo: (carrier: number, at: number): boolean =>
      oldest !== null && (carrier === carriers || Math.abs(at - oldest) >= LONGEST),

    /** Takes what was counted; nothing is left. */
    take(): HourCounts[] {
      const taken = [...hours].map(([hour, counts]) => ({ hour, counts }));
      hours.clear();
      oldest = null;
      return taken;
    },

    /** Adds what could not be handed over at `at`. */
    giveBack(taken: HourCounts[], at: number): void {
      for (const hour of taken) add(hour);
      oldest ??= at;
    },
  };
}

/** The tally of this isolate. */
export const isolateTally = createTally({ carried: true });
