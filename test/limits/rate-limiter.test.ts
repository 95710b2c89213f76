import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCounters } from '../../src/limits/counters.ts';
import { createRateLimiter, type RateLimiterDeps } from '../../src/limits/rate-limiter.ts';
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

describe('what isolates share', () => {
  const WINDOW = 120_000;
  /** The middle of a window of two minutes, so that a minute is left of it. */
  const HALF_TIME = 1000 * WINDOW + WINDOW / 2;
  const ENDS_AT = 1001 * WINDOW;
  type Put = { key: string; value: { hits: number; endsAt: number; by: string }; ttl: number };

  function createShared(stored: object | Error | null, settings: object = {}) {
    const puts: Put[] = [];
    const logged: string[] = [];
    let reads = 0;
    const kv = {
      get: async () => {
        reads++;
        if (stored instanceof Error) throw stored;
        return stored === null ? null : JSON.stringify(stored);
      },
      put: async (key: string, value: string, { expirationTtl }: { expirationTtl: number }) =>
        void puts.push({ key, value: JSON.parse(value), ttl: expirationTtl }),
    };
    const log = {
      info: () => {},
      warn: () => {},
      error: (event: string) => void logged.push(event),
    };
    const limiter = createRateLimiter({
      kv: kv as unknown as KVNamespace,
      key: new Uint8Array(32),
      settings: { login: { limit: 3, window: WINDOW }, ...settings },
      clock: () => HALF_TIME,
      random: systemRandom,
      log,
      defer: (work) => void work,
      counters: createCounters(),
    });
    return { limiter, puts, logged, reads: () => reads };
  }

  it('is the count until the end of the window, under a key that names nobody', async () => {
    const { limiter, puts } = createShared(null);
    await limiter.count('login', '203.0.113.1', 'ada');
    await limiter.count('login', '203.0.113.1', 'ada');
    const [first, second] = puts;
    expect(first?.key).toMatch(/^rl:login:[\w-]{43}$/);
    expect(first?.ttl).toBe(60);
    expect(first?.value).toMatchObject({ hits: 1, endsAt: ENDS_AT });
    expect(first?.value.by).toMatch(/^[\w-]{36}:0$/);
    expect(second).toEqual({ ...first, value: { ...first?.value, hits: 2 } });
    await limiter.count('login', '203.0.113.1ada');
    await limiter.count('login', '203.0.113.2', 'ada');
    expect(new Set(puts.map(({ key }) => key)).size).toBe(3);
    expect(new Set(puts.map(({ value }) => value.by)).size).toBe(3);
  });

  it('is read once, added to what is counted here, and not written above the limit', async () => {
    const { limiter, puts, reads } = createShared({ hits: 1, endsAt: ENDS_AT, by: 'other:0' });
    const counted = [];
    for (let i = 0; i < 4; i++) counted.push(await limiter.count('login', 'x'));
    expect(counted.map((one) => [one?.remaining, one?.exceeded, one?.resetsIn])).toEqual([
      [1, false, 60_000],
      [0, false, 60_000],
      [0, true, 60_000],
      [0, true, 60_000],
    ]);
    expect(puts.map(({ value }) => value.hits)).toEqual([2, 3]);
    expect(reads()).toBe(1);
  });

  it.each([
    ['of another window', { hits: 3, endsAt: ENDS_AT - WINDOW, by: 'other:0' }],
    ['that does not parse', { hits: 'three', endsAt: ENDS_AT, by: 'other:0' }],
  ])('is nothing if it is %s', async (_, stored) => {
    const { limiter } = createShared(stored);
    expect(await limiter.count('login', 'x')).toMatchObject({ remaining: 2, exceeded: false });
  });

  it('is not asked for again where it could not be read: the isolate counts alone', async () => {
    const { limiter, logged, reads } = createShared(new Error('down'));
    expect(await limiter.count('login', 'x')).toMatchObject({ remaining: 2 });
    expect(await limiter.count('login', 'x')).toMatchObject({ remaining: 1 });
    expect([logged, reads()]).toEqual([['rate_limit_counts_alone'], 1]);
  });

  it('is nothing of a limit that each isolate counts alone', async () => {
    const { limiter, puts, reads } = createShared(null, { health: { limit: 1 } });
    expect(await limiter.count('health', 'x')).toMatchObject({ remaining: 0, exceeded: false });
    expect(await limiter.count('health', 'x')).toMatchObject({ exceeded: true });
    expect([puts, reads()]).toEqual([[], 0]);
  });

  it('is not what a guard counts, which gets the rule and the same key', async () => {
    const { limiter, puts } = createShared(null);
    await limiter.count('login', 'x', 'ada');
    expect(limiter.guardLimitOf('login', 'x', 'ada')).toEqual({
      limit: 3,
      window: WINDOW,
      key: puts[0]?.key.slice('rl:'.length),
    });
    expect(limiter.ruleOf('login')).toEqual({ limit: 3, window: WINDOW });
  });

  it('is nothing if limits are off', async () => {
    const limiter = createRateLimiter({
      ...({
        kv: {},
        key: new Uint8Array(32),
        clock: () => HALF_TIME,
      } as unknown as RateLimiterDeps),
      settings: 'off',
    });
    expect(await limiter.count('login', 'x')).toBeNull();
    expect(limiter.guardLimitOf('login', 'x')).toBeNull();
    expect(limiter.ruleOf('login')).toBeNull();
  });
});
