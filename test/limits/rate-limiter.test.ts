import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCounters } from '../../src/limits/counters.ts';
import { createRateLimiter } from '../../src/limits/rate-limiter.ts';
import { createDefer } from '../../src/shared/defer.ts';
import { systemRandom } from '../../src/shared/random.ts';

const NOW = 1000 * 3_600_000;
const LIMIT = 5;

/** KV as text by key; `read` decides what a read returns, given what is stored. */
function createKv(read: (stored: string | null, reads: number) => string | null = (x) => x) {
  const stored = new Map<string, string>();
  let reads = 0;
  return {
    stored,
    get: async (key: string) => read(stored.get(key) ?? null, reads++),
    put: async (key: string, value: string) => void stored.set(key, value),
  };
}

/** An isolate with room for `most` keys. */
function isolate(kv: object, most?: number) {
  const deferred: Promise<unknown>[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const limiter = createRateLimiter({
    kv: kv as KVNamespace,
    key: new Uint8Array(32),
    settings: { register: { limit: LIMIT } },
    clock: () => NOW,
    random: systemRandom,
    log,
    defer: createDefer((work) => void deferred.push(work), log),
    counters: createCounters(most),
  });
  const count = async (subject = 'own') => {
    const standing = await limiter.count('register', subject);
    if (standing === null) throw new Error('limits are off');
    return standing;
  };
  return {
    count,
    /** Counts a hit and writes it to KV; returns how many are left. */
    async left(subject?: string) {
      const { remaining, exceeded } = await count(subject);
      await Promise.all(deferred.splice(0));
      return exceeded ? -1 : remaining;
    },
  };
}
const flood = async ({ left }: ReturnType<typeof isolate>, keys: number) => {
  for (let i = 0; i < keys; i++) await left(`foreign${i}`);
};

describe('an isolate that returns to a key', () => {
  it('continues from what it wrote after it has forgotten its count', async () => {
    const one = isolate(createKv(), 4);
    for (const expected of [4, 3, 2]) expect(await one.left()).toBe(expected);
    await flood(one, 50);
    for (const expected of [1, 0, -1]) expect(await one.left()).toBe(expected);
    await flood(one, 50);
    expect(await one.left()).toBe(-1);
  });

  it('continues from its own count while it remembers it, however stale KV is', async () => {
    const lateAnswers = fc.array(fc.integer({ min: 0, max: LIMIT }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lateAnswers, fc.nat(60), async (answers, foreign) => {
        const stale = createKv((stored, reads) => {
          const value = stored === null ? null : (JSON.parse(stored) as { hits: number });
          const hits = answers[reads] ?? 0;
          return value === null || hits === 0 ? null : JSON.stringify({ ...value, hits });
        });
        const one = isolate(stale, 100);
        let before = LIMIT;
        for (let hits = 1; hits <= LIMIT + 2; hits++) {
          const left = await one.left();
          expect(left).toBeLessThanOrEqual(Math.max(-1, LIMIT - hits));
          expect(left).toBeLessThanOrEqual(before);
          before = left;
          await flood(one, Math.floor(foreign / LIMIT));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('does not mistake its own hits for another isolate’s', async () => {
    const one = isolate(createKv());
    const burst = await Promise.all(Array.from({ length: LIMIT + 3 }, () => one.left()));
    expect(burst.sort((a, b) => b - a)).toEqual([4, 3, 2, 1, 0, -1, -1, -1]);
  });
});

describe('another isolate', () => {
  it('continues from what the first wrote, even in a burst on a cold key', async () => {
    const kv = createKv();
    const [one, two] = [isolate(kv), isolate(kv)];
    for (let i = 0; i < LIMIT; i++) await one.left();
    const burst = await Promise.all(Array.from({ length: 10 }, () => two.count()));
    expect(burst.filter(({ exceeded }) => exceeded)).toHaveLength(10);
  });
});
