import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeLicences, findForbidden } from '../../src/cli/shipped/judge-licences.ts';
import {
  describePackages,
  foldersIn,
  type Lock,
  listShipped,
  readLock,
  type Shipped,
} from '../../src/cli/shipped/list-shipped.ts';
import { pruneLock } from '../../src/cli/shipped/prune-lock.ts';
import { ROOT } from '../support/documents.ts';

const shipped = await listShipped();
const planted = (license: string | null): Shipped => ({
  folder: 'node_modules/planted',
  name: 'planted',
  version: '1.0.0',
  license,
  parts: ['Worker'],
});

describe('the packages that are shipped', () => {
  it('are what the Worker, its viewers and the client are made of, and no tools', () => {
    const partsOf = (name: string) => shipped.find((one) => one.name === name)?.parts;
    expect(partsOf('jose')).toEqual(['Worker', 'Client']);
    // Loaded at first use, and as WebAssembly.
    for (const name of ['@simplewebauthn/server', '@zxcvbn-ts/core', '@phi-ag/argon2', 'hono'])
      expect([name, partsOf(name)]).toEqual([name, ['Worker']]);
    expect(partsOf('redoc')).toEqual(['API viewers']);
    expect(partsOf('@zxcvbn-ts/language-common')).toEqual(['Password dictionary']);
    for (const name of ['vitest', 'wrangler', 'axe-core', 'react'])
      expect([name, partsOf(name)]).toEqual([name, undefined]);
  });

  it('have licences that allow it, and are listed', () => {
    expect(findForbidden(shipped)).toEqual([]);
    const listed = readFileSync(path.join(ROOT, '.github/THIRD_PARTY.md'), 'utf8');
    expect(listed).toBe(describeLicences(shipped));
  });

  it.each(['GPL-3.0-only', 'MPL-2.0', 'MIT AND LGPL-3.0-or-later', 'SEE LICENSE IN x', null])(
    'are refused under %s',
    (license) => {
      expect(findForbidden([...shipped, planted(license)])).toHaveLength(1);
    },
  );

  it.each(['MIT', '(MIT OR GPL-2.0-only)', 'Apache-2.0'])('may be under %s', (license) => {
    expect(findForbidden([planted(license)])).toEqual([]);
  });

  it('change the list when one is added, or has another version', () => {
    const [first, ...rest] = shipped;
    const list = describeLicences(shipped);
    expect(describeLicences([...shipped, planted('MIT')])).not.toBe(list);
    expect(describeLicences([{ ...(first as Shipped), version: '0.0.1' }, ...rest])).not.toBe(list);
  });

  it('are found by their files, those inside of others too', () => {
    const inputs = {
      'src/app.ts': {},
      'node_modules/hono/dist/hono.js': {},
      'node_modules/@noble/hashes/sha2.js': {},
      'node_modules/tsyringe/node_modules/tslib/tslib.js': {},
    };
    const folders = foldersIn({ inputs: inputs as never });
    expect(folders).toEqual([
      'node_modules/@noble/hashes',
      'node_modules/hono',
      'node_modules/tsyringe/node_modules/tslib',
    ]);
    expect(describePackages(readLock(), [['Worker', folders]]).at(-1)?.name).toBe('tslib');
    const unknown = () => describePackages(readLock(), [['Worker', ['node_modules/nowhere']]]);
    expect(unknown).toThrow('node_modules/nowhere is not in package-lock.json');
  });
});

describe('the lockfile of which npm makes the SBOM', () => {
  it('has what is shipped, with its digests, and nothing else', () => {
    const { packages } = pruneLock(readLock(), shipped);
    const { '': root, ...others } = packages;
    expect(Object.keys(others)).toEqual(shipped.map(({ folder }) => folder));
    for (const entry of Object.values(others)) expect(entry.integrity).toMatch(/^sha512-/);
    expect(Object.keys(root?.dependencies as object)).toEqual(expect.arrayContaining(['jose']));
    expect(root?.devDependencies).toBeUndefined();
  });

  it('has of each package the dependencies that are shipped', () => {
    const lock: Lock = {
      packages: {
        '': {},
        'node_modules/a': { version: '1', dependencies: { b: '^1', c: '^1' }, dev: true },
        'node_modules/b': { version: '1' },
        'node_modules/c': { version: '1' },
      },
    };
    const some = describePackages(lock, [['Worker', ['node_modules/a', 'node_modules/b']]]);
    expect(pruneLock(lock, some).packages['node_modules/a']).toEqual({
      version: '1',
      dependencies: { b: '^1' },
    });
  });
});
