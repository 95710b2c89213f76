import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spreadOf } from './figures.ts';
import { judgeStart, MOST_START } from './limits.ts';
import type { Report } from './report.ts';

/** What `wrangler check startup` prints of the profile that it takes of the local runtime. */
const ACTIVE = /Active: ([\d.]+) ms/;

function profileStart(outfile: string): number {
  const output = execFileSync('wrangler', ['check', 'startup', '--outfile', outfile], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  });
  const active = ACTIVE.exec(output)?.[1];
  if (active === undefined) throw new Error(`wrangler check startup says no CPU time:\n${output}`);
  return Number(active);
}

/** Reports the CPU milliseconds of starting the Worker, of which the least has a limit. */
export function reportStart(rounds: number): Report {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-'));
  try {
    const outfile = path.join(folder, 'start.cpuprofile');
    const starts = Array.from({ length: rounds }, () => profileStart(outfile));
    const { median, min, max } = spreadOf(starts);
    return {
      sections: [
        {
          title: 'Start-up',
          columns: ['Starts', 'CPU ms, least', 'Median', 'Most', 'Limit of the least'],
          rows: [[rounds, ...[min, median, max, MOST_START].map((ms) => ms.toFixed(0))]],
          notes: ['Active time while starting, as `wrangler check startup` profiles it.'],
          charts: [
            {
              title: 'CPU of starting',
              unit: 'ms',
              parts: ['CPU'],
              bars: starts.map((ms, index) => ({ name: `start ${index + 1}`, parts: [ms] })),
              limit: MOST_START,
            },
          ],
        },
      ],
      faults: judgeStart(starts),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
