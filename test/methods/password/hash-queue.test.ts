import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHashQueue, type HashLane } from '../../../src/methods/password/hash-queue.ts';

/**
 * A queue on an event loop that the test turns, one millisecond each time; records each hash by
 * round.
 */
function create() {
  let round = 0;
  let timers: { due: number; ring: () => void }[] = [];
  const done: { name: string; round: number }[] = [];
  const inTurn = createHashQueue({
    clock: () => round,
    wait: (ms) =>
      new Promise<void>((ring) => void timers.push({ due: round + Math.max(1, ms), ring })),
  });
  return {
    inTurn,
    done,
    join: (lane: HashLane, name: string, signal?: AbortSignal) =>
      inTurn(lane, () => void done.push({ name, round }), signal),
    /** A request that the platform has killed: its timer never fires. */
    killed: (lane: HashLane) => {
      const before = timers;
      timers = [];
      void inTurn(lane, () => undefined);
      timers = before;
    },
    async goRound(times: number) {
      for (let i = 0; i < times; i++) {
        round++;
        const ringing = timers.filter(({ due }) => due <= round);
        timers = timers.filter(({ due }) => due > round);
        for (const { ring } of ringing) ring();
        for (let step = 0; step < 12; step++) await null;
      }
    },
  };
}
const names = (done: { name: string }[]) => done.map(({ name }) => name).join(' ');

describe('the hash queue', () => {
  it('keeps the order of each lane, and yields to the event loop between two hashes', async () => {
    const arrivals = fc.array(
      fc.record({ lane: fc.constantFrom<HashLane>('own', 'own', 'imported'), after: fc.nat(12) }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async (people) => {
        const { join, done, goRound } = create();
        for (const [index, { lane, after }] of people.entries()) {
          await goRound(after);
          void join(lane, `${lane}${index}`);
        }
        await goRound(people.length * 200);
        const numbers = (lane: HashLane) =>
          done.flatMap(({ name }) =>
            name.startsWith(lane) ? [Number(name.slice(lane.length))] : [],
          );
        for (const lane of ['own', 'imported'] as const)
          expect(numbers(lane)).toEqual(
            people.flatMap((person, index) => (person.lane === lane ? [index] : [])),
          );
        for (const [index, { round }] of done.entries())
          expect(round - (done[index - 1]?.round ?? -4)).toBeGreaterThanOrEqual(4);
      }),
      { numRuns: 30 },
    );
  });

  it('gives imported hashes every third turn, and every turn when nothing else waits', async () => {
    const { join, done, goRound } = create();
    for (let i = 0; i < 3; i++) void join('imported', `f${i}`);
    for (let i = 0; i < 4; i++) void join('own', `o${i}`);
    await goRound(500);
    expect(names(done)).toBe('o0 o1 f0 o2 o3 f1 f2');
  });

  it('gives imported hashes at most half of the time: slow ones run less often', async () => {
    const { inTurn, join, done, goRound } = create();
    const long = (name: string) =>
      void inTurn('imported', () => void done.push({ name, round: 0 }), undefined, 4);
    long('f0');
    await goRound(150);
    for (const name of ['f1', 'f2']) long(name);
    for (let i = 0; i < 9; i++) void join('own', `o${i}`);
    await goRound(2000);
    expect(names(done)).toBe('f0 o0 o1 o2 o3 f1 o4 o5 o6 o7 f2 o8');
  });

  it('runs other hashes between the slices of a long one', async () => {
    const { inTurn, join, done, goRound } = create();
    void inTurn('imported', async (pause) => {
      for (const slice of [1, 2, 3]) {
        done.push({ name: `slice${slice}`, round: 0 });
        await pause();
      }
    });
    await goRound(3);
    for (let i = 0; i < 3; i++) void join('own', `o${i}`);
    await goRound(300);
    expect(names(done)).toBe('slice1 o0 o1 slice2 o2 slice3');
  });

  it('delays nobody by more than one round while nothing else is hashed', async () => {
    const { join, done, goRound } = create();
    await goRound(200);
    void join('own', 'first');
    await goRound(300);
    void join('imported', 'second');
    await goRound(300);
    expect(done.map(({ round }) => round)).toEqual([201, 501]);
  });

  it('delays a newcomer by one round once the event loop has run its four', async () => {
    const { join, done, goRound } = create();
    for (const name of ['first', 'second', 'third']) {
      void join('own', name);
      await goRound(5);
    }
    expect(done.map(({ round }) => round)).toEqual([1, 6, 11]);
  });

  it('turns callers away per lane when it is full, and accepts them again afterwards', async () => {
    const { join, done, goRound } = create();
    const imported = Array.from({ length: 9 }, () => join('imported', 'f'));
    await expect(imported.at(-1)).rejects.toMatchObject({ code: 'storage_unavailable' });
    const own = Array.from({ length: 129 }, () => join('own', 'o'));
    await expect(own.at(-1)).rejects.toMatchObject({
      code: 'storage_unavailable',
      details: { retryAfter: 2 },
    });
    await goRound(5000);
    expect(done).toHaveLength(8 + 128);
    void join('imported', 'again');
    await goRound(20);
    expect(done).toHaveLength(8 + 128 + 1);
  });

  it('skips the hash of a client that has disconnected, and continues with the next', async () => {
    const { join, done, goRound } = create();
    const client = new AbortController();
    const first = join('own', 'first');
    const gone = join('own', 'gone', client.signal);
    const next = join('own', 'next');
    client.abort();
    await Promise.all([
      expect(gone).rejects.toMatchObject({ code: 'client_gone' }),
      goRound(100).then(() => Promise.all([first, next])),
    ]);
    expect(names(done)).toBe('first next');
  });

  it('drops a waiter that was killed, within about two seconds', async () => {
    const { join, killed, done, goRound } = create();
    killed('own');
    void join('own', 'behind');
    await goRound(1500);
    expect(names(done)).toBe('');
    await goRound(1500);
    expect(names(done)).toBe('behind');
  });
});
