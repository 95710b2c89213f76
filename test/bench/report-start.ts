import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spreadOf, toCell } from './figures.ts';
import { costOfStart, judgeStart, MOST_START } from './limits.ts';
import type { Report, Section } from './report.ts';
import { buildForStart, profileStart } from './startup-profile.ts';

const CONFIG = 'wrangler.toml';
/** Starts for each round: the least counts, and a busy machine gives few good ones. */
const STARTS = 3;

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
    `The limit is ${MOST_START} ms. \`wrangler check startup\` profiles the loading of the bundle.`,
    'That is compiling it, running the top of every module, and collecting garbage. Waiting is left ' +
      'out, but what else the machine does adds to it.',
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
 * Reports the CPU milliseconds of starting the Worker, which have a limit: what Cloudflare's own
 * profile of a start says, less what it says of an empty Worker.
 */
export async function reportStart(rounds: number): Promise<Report> {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-'));
  try {
    const bundles = [
      buildForStart(CONFIG, folder),
      buildForStart(CONFIG, folder, 'test/bench/empty-worker.ts'),
    ] as const;
    const starts = Array.from({ length: rounds * STARTS }, () => bundles.map(profileStart));
    const [own, empty] = [0, 1].map((index) => starts.map((both) => both[index] ?? 0));
    const cost = costOfStart(own ?? [], empty ?? []);
    const sections = [describeStart(own ?? [], empty ?? [], cost)];
    return { sections, rounds: starts.length, faults: judgeStart(cost) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
