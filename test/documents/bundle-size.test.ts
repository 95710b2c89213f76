import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeBundle, MOST_BUNDLE, weighBundle } from '../../src/cli/release/measure-bundle.ts';

describe('the size of a built Worker', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is what its files have compressed, without source maps and what wrangler says of it', () => {
    const script = 'a'.repeat(100_000);
    const hash = randomBytes(20_000);
    writeFileSync(path.join(folder, 'worker.js'), script);
    writeFileSync(path.join(folder, 'hash.wasm'), hash);
    for (const file of ['worker.js.map', 'README.md', 'bundle-meta.json'])
      writeFileSync(path.join(folder, file), randomBytes(1_000_000));
    expect(weighBundle(folder).sort((a, b) => a.raw - b.raw)).toEqual([
      { file: 'hash.wasm', raw: 20_000, gzip: gzipSync(hash).length },
      { file: 'worker.js', raw: 100_000, gzip: gzipSync(script).length },
    ]);
    expect(judgeBundle(weighBundle(folder))).toBeNull();
  });

  it('is at most 900 kB in all, and not a byte more', () => {
    const worker = { file: 'worker.js', raw: 3_000_000, gzip: 880_000 };
    const hash = { file: 'hash.wasm', raw: 20_000, gzip: 20_000 };
    expect(MOST_BUNDLE).toBe(900_000);
    expect(judgeBundle([worker, hash])).toBeNull();
    expect(judgeBundle([worker, { ...hash, gzip: 20_001 }])).toContain('900001 bytes');
  });

  it('is not that of nothing', () => {
    expect(judgeBundle(weighBundle(folder))).toContain('there is no Worker');
  });
});
