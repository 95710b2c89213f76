import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HourCounts } from '../../src/figures/figures-store.ts';
import { createIsolateCounts } from '../../src/figures/hand-over.ts';
import { createTally } from '../../src/figures/tally.ts';

const SECOND = 1000;

/** An isolate that refreshes tokens at these times (seconds), and what it hands over when. */
async function run(times: number[], isDown: (at: number) => boolean = () => false) {
  let now = 0;
  const due: { at: number; fire: () => void }[] = [];
  const handed: { at: number; n: number }[] = [];
  const work: Promise<unknown>[] = [];
  const { count } = createIsolateCounts({
    tally: createTally({ carried: true }),
    clock: () => now,
    defer: (late) => void work.push(late.catch(() => undefined)),
    timer: (ms, fire) => {
      due.push({ at: now + ms, fire });
      return () => undefined;
    },
    figures: () => ({
      add: async (hours: HourCounts[]) => {
        if (isDown(now)) throw new Error('D1 is down');
        const n = hours.reduce((sum, { counts }) => sum + (counts['refresh:rotated'] ?? 0), 0);
        handed.push({ at: now, n });
      },
    }),
  });
  for (const time of times)
    due.push({ at: time * SECOND, fire: () => count({ name: 'refresh', outcome: 'rotated' }) });
  while (due.length > 0) {
    due.sort((a, b) => a.at - b.at);
    const next = due.shift();
    now = next?.at ?? now;
    next?.fire();
    // What waits for the timer goes on before time does.
    for (let turns = 0; turns < 5; turns++) await Promise.resolve();
  }
  await Promise.all(work);
  return { handed, total: handed.reduce((sum, { n }) => sum + n, 0) };
}

const arrivals = fc
  .array(fc.nat(40), { minLength: 1, maxLength: 60 })
  .map((gaps) => gaps.map((_, index) => gaps.slice(0, index).reduce((sum, gap) => sum + gap, 0)));

describe('what an isolate counts', () => {
  it('is handed over once, all of it, within a minute and a half', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (times) => {
        const { handed, total } = await run(times);
        expect(total).toBe(times.length);
        for (const time of times) {
          const next = handed.find(({ at }) => at >= time * SECOND);
          expect((next?.at ?? Number.POSITIVE_INFINITY) - time * SECOND).toBeLessThanOrEqual(
            90_000,
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes one write a minute, however much it is', async () => {
    const tenMinutes = Array.from({ length: 2400 }, (_, index) => index / 4);
    const { handed, total } = await run(tenMinutes);
    expect(total).toBe(2400);
    expect(handed.length).toBeLessThanOrEqual(11);
  });

  it('goes twenty seconds after a single request', async () => {
    expect((await run([5])).handed).toEqual([{ at: 25 * SECOND, n: 1 }]);
  });

  it('is kept while D1 is down, and goes with the next', async () => {
    const { handed } = await run([0, 100, 200], (at) => at < 150 * SECOND);
    expect(handed).toEqual([{ at: 220 * SECOND, n: 3 }]);
  });

  it('goes on being handed over when the clock is put back', () => {
    const tally = createTally({ carried: true });
    const counts = { 'refresh:rotated': 1 };
    const hour = 3600 * SECOND;
    expect(tally.note(counts, 2 * hour)).toBe(1);
    expect(tally.take()).toHaveLength(1);
    expect(tally.note(counts, hour)).toBe(2);
    // What was counted before waits for no clock to catch up, however busy the isolate is.
    expect(tally.note(counts, 0)).toBe(3);
    expect(tally.isUpTo(2, 0)).toBe(true);
  });
});
