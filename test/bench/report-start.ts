import { rmSync } from 'node:fs';
import { spreadOf, toCell } from './figures.ts';
import { costOfStart, judgeStart, MOST_START } from './limits.ts';
import type { Report, Section } from './report.ts';
import { bundle, serveBundle } from './serve.ts';

const CONFIG = 'wrangler.toml';

/** Starts a bundle. Returns the CPU milliseconds of the runtime until the Worker can be asked. */
async function measureStart(folder: string): Promise<number> {
  const served = await serveBundle(folder, CONFIG, {});
  try {
    return served.cpu();
  } finally {
    await served.stop();
  }
}

const describeStart = (
  own: readonly number[],
  empty: readonly number[],
  cost: number,
): Section => ({
  title: 'Start-up',
  columns: ['Start of', 'CPU ms'],
  rows: [
    ['the service', toCell(spreadOf(own))],
    ['an empty Worker with the same bindings', toCell(spreadOf(empty))],
    ['the service itself: the least of one less that of the other', cost.toFixed(0)],
  ],
  notes: [
    `The limit is ${MOST_START} ms. \`/proc\` counts by 10 ms; the runtime and its storage are in both.`,
  ],
  charts: [
    {
      title: 'CPU of starting the service itself',
      unit: 'ms',
      parts: ['CPU'],
      bars: [{ name: 'the service', parts: [cost] }],
      limit: MOST_START,
    },
  ],
});

/**
 * Reports the CPU milliseconds of starting the Worker, which have a limit: those of the whole
 * runtime, less those of an empty Worker. `wrangler check startup` would measure waiting too.
 */
export async function reportStart(rounds: number): Promise<Report> {
  const folders = [bundle(CONFIG), bundle(CONFIG, 'test/bench/empty-worker.ts')] as const;
  try {
    const own: number[] = [];
    const empty: number[] = [];
    for (let round = 0; round < rounds; round++) {
      own.push(await measureStart(folders[0]));
      empty.push(await measureStart(folders[1]));
    }
    const cost = costOfStart(own, empty);
    return { sections: [describeStart(own, empty, cost)], rounds, faults: judgeStart(cost) };
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}
