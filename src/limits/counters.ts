import type { Random } from '../shared/random.ts';

/** The hits of one key in one window, as far as this isolate knows. */
export type Counter = {
  hits: number;
  /** Hits in other isolates, read from KV; null until read. */
  elsewhere: number | null;
  endsAt: number;
  /** Distinguishes this counter from an evicted one of the same key. */
  serial: number;
  /** How many more evictions it survives. */
  chances: number;
};

/**
 * Upper bound on keys in an isolate: about 10 MB of its 128. A flood of twenty thousand keys fits
 * beside the legitimate ones without an eviction.
 */
const MOST_KEYS = 50_000;
const MOST_CHANCES = 8;

export type Counters = ReturnType<typeof createCounters>;

/**
 * Creates counters for at most `most` keys, so that a flood of addresses cannot fill the memory of
 * an isolate. Holds only numbers, nothing that belongs to a request.
 *
 * Evicts the least recently seen key, but a key survives one round for each hit (the "clock" of
 * page replacement): evicting a count of `n` takes `n` floods, not one.
 */
export function createCounters(most = MOST_KEYS) {
  const counters = new Map<string, Counter>();
  let made = 0;
  let owner: string | undefined;

  function forgetOne(now: number): void {
    for (const [key, counter] of counters) {
      counters.delete(key);
      if (counter.endsAt <= now || counter.chances === 0) return;
      counter.chances--;
      counters.set(key, counter);
    }
  }

  return {
    /** Forgets every count. Tests call it, since they share an isolate. */
    clear: (): void => counters.clear(),

    /**
     * Returns a name for a counter that is unique across isolates. Created lazily: Workers forbid
     * randomness in global scope.
     */
    nameOf(counter: Counter, random: Random): string {
      owner ??= random.uuid();
      return `${owner}:${counter.serial}`;
    },

    /**
     * Counts a hit synchronously, so a burst within an isolate is counted exactly. `now` in epoch
     * milliseconds, `window` in milliseconds.
     */
    hit(key: string, now: number, window: number): Counter {
      const known = counters.get(key);
      const counter =
        known !== undefined && known.endsAt > now
          ? known
          : {
              hits: 0,
              elsewhere: null,
              endsAt: windowEnd(now, window),
              serial: made++,
              chances: 0,
            };
      counter.chances = Math.min(counter.hits, MOST_CHANCES);
      counter.hits++;
      counters.delete(key);
      if (counters.size >= most) forgetOne(now);
      counters.set(key, counter);
      return counter;
    },
  };
}

/** The counters of this isolate. */
export const isolateCounters = createCounters();

/**
 * Returns the end of the window that contains `now`. Windows begin at multiples of their length, so
 * all isolates agree.
 */
export function windowEnd(now: number, window: number): number {
  return (Math.floor(now / window) + 1) * window;
}
