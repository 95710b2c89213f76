import type { Random } from '../shared/random.ts';

/** Hits of one key in one window, as this isolate knows them. */
export type Counter = {
  hits: number;
  /** Those that KV told of, null until it was asked. */
  elsewhere: number | null;
  endsAt: number;
  /** Tells this counter from one of the same key that was forgotten before it. */
  serial: number;
  /** How often it may still be passed over when the oldest is to go. */
  chances: number;
};

/**
 * Keys that an isolate remembers: some 10 MB at the most, of its 128. Twenty thousand keys of a flood stand beside one's own
 * without a need to forget any.
 */
const MOST_KEYS = 50_000;
const MOST_CHANCES = 8;

export type Counters = ReturnType<typeof createCounters>;

/**
 * Counts of so many keys at the most, so that a flood of addresses does not fill the memory of an isolate. Numbers only:
 * nothing here belongs to a request.
 *
 * The longest unseen goes first, but passes one round for each hit it had (the "clock" of page replacement): to have a
 * count of `n` forgotten takes `n` floods, not one.
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
    /** A name for a counter that no other has, in any isolate. Made at the first need: Workers give out no randomness while they start. */
    nameOf(counter: Counter, random: Random): string {
      owner ??= random.uuid();
      return `${owner}:${counter.serial}`;
    },

    /**
     * Counts a hit at once, before anything is waited for: a burst inside an isolate is counted exactly. Times in epoch
     * milliseconds.
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

/** The end of the window that `now` lies in. Windows begin at multiples of their length, so that all isolates agree on them. */
export function windowEnd(now: number, window: number): number {
  return (Math.floor(now / window) + 1) * window;
}
