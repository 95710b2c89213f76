import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { spreadOf, toCell, toHead, toRow } from './figures.ts';
import { bundle } from './serve.ts';

/** What `wrangler check startup` prints of the profile that it takes of the local runtime. */
const ACTIVE = /Active: ([\d.]+) ms/;

function profileStart(outfile: string): number {
  const output = execFileSync('wrangler', ['check', 'startup', '--outfile', outfile], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  });
  const active = ACTIVE.exec(output)?.[1];
  if (active === undefined) throw new Error(`wrangler check startup told no CPU time:\n${output}`);
  return Number(active);
}

/** Reports the size of the bundle as deployed, file by file, and the CPU time of starting it. */
export async function reportStart(rounds: number): Promise<void> {
  const folder = bundle('wrangler.toml');
  try {
    console.log(toHead(['file', 'KiB', 'gzipped KiB']));
    const sizes = readdirSync(folder)
      .filter((file) => /\.(js|wasm)$/.test(file))
      .map((file) => {
        const content = readFileSync(path.join(folder, file));
        return { file, raw: content.length / 1024, gzip: gzipSync(content).length / 1024 };
      });
    const sum = (pick: 'raw' | 'gzip') => sizes.reduce((bytes, size) => bytes + size[pick], 0);
    const total = { file: 'total', raw: sum('raw'), gzip: sum('gzip') };
    for (const { file, raw, gzip } of [...sizes, total])
      console.log(toRow([file, raw.toFixed(1), gzip.toFixed(1)]));
    const outfile = path.join(folder, 'start.cpuprofile');
    const starts = Array.from({ length: rounds }, () => profileStart(outfile));
    console.log(
      `\nActive CPU while starting: ${toCell(spreadOf(starts))} ms (wrangler check startup).`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
