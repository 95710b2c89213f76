import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCounters } from '../../src/limits/counters.ts';

const HOUR = 3_600_000;
const NOW = 1000 * HOUR;
type Counters = ReturnType<typeof createCounters>;
const hit = (counters: Counters, key: string, now = NOW) => counters.hit(key, now, HOUR).hits;
const flood = (counters: Counters, count: number) => {
  for (let i = 0; i < count; i++) hit(counters, `foreign${i}`);
};

describe('the counters of an isolate', () => {
  it('keep counting a key while twenty thousand other keys pass, one hit or several each', () => {
    const counters = createCounters();
    expect(hit(counters, 'own')).toBe(1);
    flood(counters, 20_000);
    expect(hit(counters, 'own')).toBe(2);
    for (let round = 0; round < 3; round++) flood(counters, 20_000);
    expect(hit(counters, 'own')).toBe(3);
  });

  it('are exact within each window while there is room', () => {
    const hits = fc.array(
      fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), later: fc.nat(HOUR) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(hits, (sequence) => {
        const counters = createCounters(4);
        const model = new Map<string, number>();
        let now = NOW;
        for (const { key, later } of sequence) {
          now += later;
          const name = `${key} ${Math.floor(now / HOUR)}`;
          model.set(name, (model.get(name) ?? 0) + 1);
          expect(hit(counters, key, now)).toBe(model.get(name));
        }
      }),
    );
  });

  it('lose a key only after one flood per hit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 40 }), (own, most) => {
        const counters = createCounters(most);
        for (let i = 0; i < own; i++) hit(counters, 'own');
        flood(counters, (own - 1) * (most - 1));
        expect(hit(counters, 'own')).toBe(own + 1);
      }),
    );
  });

  it('hold a bounded number of keys, and evict expired windows first', () => {
    const counters = createCounters(10);
    hit(counters, 'oldest');
    flood(counters, 10);
    expect(hit(counters, 'oldest')).toBe(1);

    const later = createCounters(10);
    for (let i = 0; i < 9; i++) hit(later, 'ended');
    for (let i = 0; i < 9; i++) hit(later, `now${i}`, NOW + HOUR);
    hit(later, 'one more', NOW + HOUR);
    expect(hit(later, 'now0', NOW + HOUR)).toBe(2);
  });

  it('begin a new window at its exact end, not a millisecond before', () => {
    const counters = createCounters();
    const end = NOW + HOUR;
    expect(hit(counters, 'own')).toBe(1);
    expect(hit(counters, 'own', end - 1)).toBe(2);
    expect(hit(counters, 'own', end)).toBe(1);
  });

  it('evict the key that was seen longest ago', () => {
    const counters = createCounters(3);
    for (const key of ['a', 'b', 'c', 'a', 'a', 'b']) hit(counters, key);
    // `c` was seen once, before the others were seen again.
    hit(counters, 'd');
    expect(hit(counters, 'a')).toBe(4);
    expect(hit(counters, 'b')).toBe(3);
    expect(hit(counters, 'c')).toBe(1);
  });

  it('spare a key once for each hit that it had, and no more', () => {
    const counters = createCounters(2);
    for (let i = 0; i < 3; i++) hit(counters, 'own');
    for (let i = 0; i < 2; i++) hit(counters, `passing${i}`);
    expect(hit(counters, 'own')).toBe(4);
    const other = createCounters(2);
    for (let i = 0; i < 3; i++) hit(other, 'own');
    for (let i = 0; i < 4; i++) hit(other, `passing${i}`);
    expect(hit(other, 'own')).toBe(1);
  });
});
