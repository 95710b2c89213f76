import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measureBundle } from '../../src/cli/release/measure-bundle.ts';

describe('the size of a built Worker', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is what its files have compressed, without source maps', () => {
    writeFileSync(path.join(folder, 'worker.js'), 'a'.repeat(100_000));
    writeFileSync(path.join(folder, 'worker.js.map'), randomBytes(50_000));
    expect(measureBundle(folder, 10_000)).toBeNull();
    writeFileSync(path.join(folder, 'hash.wasm'), randomBytes(20_000));
    expect(measureBundle(folder, 10_000)).toContain('may have 10000');
  });

  it('is not that of nothing', () => {
    expect(measureBundle(folder)).toContain('there is no Worker');
  });
});
