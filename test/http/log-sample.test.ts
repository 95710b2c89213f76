import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSampled } from '../../src/http/log-sample.ts';

/** How many of these ids a share contains. */
const kept = (ids: string[], rate: number) => ids.filter((id) => isSampled(id, rate)).length;

describe('a share of requests', () => {
  it('of all contains each, and of none contains none', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect([isSampled(id, 1), isSampled(id, 0)]).toEqual([true, false]);
      }),
    );
  });

  it('contains what any smaller share contains', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.double({ min: 0, max: 1, noNaN: true }), (id, rate) => {
        if (isSampled(id, rate / 2)) expect(isSampled(id, rate)).toBe(true);
        expect(isSampled(id, rate)).toBe(isSampled(id, rate));
      }),
    );
  });

  it.each([
    ['random', (index: number) => `${index * 7919}`.padStart(8, '0').split('').reverse().join('')],
    ['counted', (index: number) => `request-${index}`],
    ['dated', (index: number) => `0190f5a4-7d2b-7c3e-9a41-${index.toString(16).padStart(12, '0')}`],
  ])('of a tenth contains about a tenth of %s ids', (_, idOf) => {
    const ids = Array.from({ length: 10_000 }, (_, index) => idOf(index));
    // Five standard deviations of a fair draw are 150.
    expect(Math.abs(kept(ids, 0.1) - 1000)).toBeLessThan(150);
  });
});
