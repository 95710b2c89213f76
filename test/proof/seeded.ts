/** Random choices that a seed repeats. What a machine does meanwhile, it does not. */
export type Seeded = {
  /** From 0 up to, but not, 1. */
  next: () => number;
  /** A whole number from 0 up to, but not, `below`. */
  below: (below: number) => number;
  /** One of these; undefined if there is none. */
  pick: <T>(from: readonly T[]) => T | undefined;
  /** The same, in any order. */
  shuffle: <T>(from: readonly T[]) => T[];
  /** Another source, whose numbers do not depend on how often this one is asked later. */
  fork: () => Seeded;
};

/**
 * Numbers of mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c).
 */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (below) => Math.floor(next() * below),
    pick: (from) => from[Math.floor(next() * from.length)],
    shuffle: (from) =>
      from
        .map((one) => ({ one, by: next() }))
        .sort((a, b) => a.by - b.by)
        .map(({ one }) => one),
    fork: () => seeded(Math.floor(next() * 2 ** 32)),
  };
}
