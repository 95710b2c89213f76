import { fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Spread, spreadOf } from './figures.ts';
import type { Load, Measured } from './load.ts';
import type { Person } from './person.ts';
import type { Served } from './serve.ts';

/** Waits for the work behind answers to be done: queues close a batch after 2 s at most. */
export const settle = (): Promise<void> => sleep(2500);

/** What several rounds of a load measured. `cpu` is in milliseconds a request, latencies too. */
export type Figures = { cpu: Spread; rps: Spread; p50: Spread; p99: Spread; failures: number };

/**
 * One of the sides that are compared. `people` is asked for each round, and leaves no work behind.
 */
export type Side = {
  served: Served;
  load: Omit<Load, 'origin' | 'people'>;
  people: () => Promise<Person[]>;
  /** Whether there is work after the answers, which counts too. */
  worksOn: boolean;
};

function runLoad(load: Load): Promise<Measured> {
  const child = fork(path.join(import.meta.dirname, 'load.ts'));
  return new Promise((resolve, reject) => {
    child.once('message', (measured) => resolve(measured as Measured));
    child.once('error', reject);
    child.once('exit', (code) => code !== 0 && reject(new Error(`the load ended with ${code}`)));
    child.send(load);
  });
}

async function runRound({ served, load, people, worksOn }: Side) {
  const players = await people();
  const before = served.cpu();
  const measured = await runLoad({ ...load, origin: served.url, people: players });
  if (worksOn) await settle();
  return { ...measured, cpu: (served.cpu() - before) / measured.answers };
}

/**
 * Measures sides in turn, round by round, after a round that only warms up: the machine's own mood
 * changes by the minute.
 */
export async function compare(sides: readonly Side[], rounds: number): Promise<Figures[]> {
  const runs = sides.map((side) => ({
    side,
    rounds: [] as Awaited<ReturnType<typeof runRound>>[],
  }));
  for (let round = 0; round <= rounds; round++)
    for (const run of runs) {
      const measured = await runRound(run.side);
      if (round > 0) run.rounds.push(measured);
    }
  return runs.map((run) => ({
    cpu: spreadOf(run.rounds.map(({ cpu }) => cpu)),
    rps: spreadOf(run.rounds.map(({ rps }) => rps)),
    p50: spreadOf(run.rounds.map(({ p50 }) => p50)),
    p99: spreadOf(run.rounds.map(({ p99 }) => p99)),
    failures: run.rounds.reduce((sum, { failures }) => sum + failures, 0),
  }));
}
