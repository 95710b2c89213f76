import { cpSync, existsSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
const PARTS = ['src', 'package.json', 'wrangler.toml', 'migrations', '.wrangler/registry'];

/**
 * Another checkout of the same project, as `cp -r` makes one while servers of the first are
 * running. Answers where.
 */
export function copyCheckout(): string {
  const copy = realpathSync(mkdtempSync(path.join(tmpdir(), 'latchkey-copy-')));
  for (const part of PARTS.filter((name) => existsSync(path.join(ROOT, name))))
    cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}
