import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeMs, placeCalls, type StorageCall, sumCalls } from './edge-model.ts';

const call = (name: string, start: number, end = Number.POSITIVE_INFINITY): StorageCall => ({
  name,
  start,
  end,
});

describe('the edge model', () => {
  it.each<[string, StorageCall[], number, number]>([
    ['nothing', [], 0, 0],
    ['one call', [call('guard.rotate', 0, 1)], 1, 5],
    ['one after another', [call('kv.get', 0, 1), call('guard.redeem', 2, 3)], 2, 15],
    ['at once: the longest', [call('d1.batch', 0, 3), call('kv.get', 1, 2)], 1, 100],
    [
      'a sign-in that asks a replica',
      [
        call('replica.first', 0, 2),
        call('kv.get', 1, 3),
        call('guard.charge', 4, 5),
        call('guard.open', 6, 7),
      ],
      3,
      25,
    ],
    [
      'the longer way, though it has fewer hops',
      [call('d1.first', 0, 9), call('guard.live', 1, 2), call('kv.get', 3, 4)],
      2,
      100,
    ],
    ['what the answer did not wait for', [call('guard.rotate', 0, 2), call('d1.batch', 1)], 1, 5],
  ])('sums %s', (_, calls, hops, wait) => {
    expect(sumCalls(calls)).toEqual({ hops, wait });
  });

  it('refuses a storage that it has no time for', () => {
    expect(() => edgeMs('r2.get')).toThrow('r2.get');
  });

  it('waits as long as the longest call, and at most for all one after another', () => {
    const calls = fc
      .array(
        fc.tuple(
          fc.constantFrom('guard.a', 'kv.b', 'replica.c', 'd1.d'),
          fc.integer({ min: 0, max: 20 }),
          fc.integer({ min: 1, max: 10 }),
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((spans) =>
        spans
          .map(([name, start, length]) => call(name, start, start + length))
          .toSorted((a, b) => a.start - b.start),
      );
    fc.assert(
      fc.property(calls, (made) => {
        const { hops, wait } = sumCalls(made);
        const times = made.map(({ name }) => edgeMs(name));
        expect(wait).toBeGreaterThanOrEqual(Math.max(...times));
        expect(wait).toBeLessThanOrEqual(times.reduce((sum, ms) => sum + ms, 0));
        expect(hops).toBeLessThanOrEqual(made.length);
        expect(placeCalls(made).every(({ depth }) => depth >= 1)).toBe(true);
      }),
    );
  });
});
