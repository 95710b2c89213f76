import path from 'node:path/posix';
import { describe, expect, it } from 'vitest';

/**
 * Each row may import only from the rows below it. Folders of one row may not import one another
 * unless `SIBLINGS` names the pair; methods never may.
 */
const RANKS: string[][] = [
  ['cli', 'client'],
  ['worker.ts'],
  ['app.ts'],
  ['wiring'],
  ['config.ts'],
  ['config'],
  ['console'],
  ['hosted'],
  ['bulk'],
  [
    'oauth',
    'sign-up',
    'recovery',
    'account',
    'admin',
    'operations',
    'ledger',
    'docs',
    'methods/password',
    'methods/email-otp',
    'methods/exchange-token',
    'methods/passkey',
    'methods/social',
  ],
  ['second-step'],
  ['step-up'],
  ['sessions'],
  ['guard'],
  ['figures'],
  ['users', 'audit', 'mail', 'limits', 'tokens', 'one-time-secrets', 'webauthn'],
  ['kit'],
  ['words'],
  ['http'],
  ['shared'],
];
const SIBLINGS: Record<string, string[]> = {
  'sign-up': ['methods/password'],
  recovery: ['sign-up', 'methods/password'],
  admin: ['oauth'],
};
/** Type declarations, which are outside the tree. */
const UNRANKED = ['env.d.ts', 'modules.d.ts'];

const sources = import.meta.glob<string>('../src/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** Of the built package. */
const isMade = (file: string) => /^client\/(dist|generated)\//.test(file);
const tree = new Map(
  Object.entries(sources)
    .map(([file, text]) => [file.replace('../src/', ''), text] as const)
    .filter(([file]) => !isMade(file)),
);

const rankOf = new Map(RANKS.flatMap((row, rank) => row.map((folder) => [folder, rank] as const)));

/**
 * `methods/password` of `methods/password/log-in.ts`, `sessions` of `sessions/session.ts`, `app.ts`
 * of `app.ts`.
 */
function folderOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'methods' ? `${first}/${second}` : first;
}

function importsOf(file: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)];
  return specifiers.map(([, specifier = '']) => path.join(path.dirname(file), specifier));
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  const [above, below] = [rankOf.get(from), rankOf.get(to)];
  if (above === undefined || below === undefined) return false;
  return above < below || (above === below && (SIBLINGS[from]?.includes(to) ?? false));
}

/** Imports that point up or sideways, as `file -> file`. */
function badImports(files: Map<string, string>): string[] {
  return [...files].flatMap(([file, text]) =>
    importsOf(file, text)
      .filter((target) => files.has(target))
      .filter((target) => !isAllowed(folderOf(file), folderOf(target)))
      .map((target) => `${file} -> ${target}`),
  );
}

const mayQuery = (file: string) =>
  /(^|\/)(table|[\w-]+-store)\.ts$/.test(file) || file === 'shared/database.ts';

function drizzleOutsideStores(files: Map<string, string>): string[] {
  return [...files]
    .filter(([file, text]) => !mayQuery(file) && /from 'drizzle-orm/.test(text))
    .map(([file]) => file);
}

/** Files that import themselves through others; type imports count. */
function filesInCycles(files: Map<string, string>): string[] {
  const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
    importsOf(from, files.get(from) ?? '').some((target) => {
      if (target === goal) return true;
      if (seen.has(target)) return false;
      seen.add(target);
      return reaches(target, goal, seen);
    });
  return [...files.keys()].filter((file) => reaches(file, file));
}

/** The tree with an import added to one of its files. */
function planted(file: string, statement: string): Map<string, string> {
  return new Map(tree).set(file, `${statement}\n${tree.get(file) ?? ''}`);
}

describe('the architecture', () => {
  it('ranks every folder and every root file', () => {
    const folders = new Set([...tree.keys()].map(folderOf));
    for (const name of UNRANKED) folders.delete(name);
    expect([...folders].sort()).toEqual([...rankOf.keys()].sort());
  });

  it('imports only downward', () => {
    expect(badImports(tree)).toEqual([]);
  });

  it('queries D1 only in stores', () => {
    expect(drizzleOutsideStores(tree)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(filesInCycles(tree)).toEqual([]);
  });

  it('keeps files short: none over 200 lines, the median at most 60', () => {
    const lines = [...tree].map(([file, text]) => ({ file, count: text.split('\n').length - 1 }));
    const generated = (file: string) => file.endsWith('.d.ts');
    expect(lines.filter(({ file, count }) => count > 200 && !generated(file))).toEqual([]);
    const sorted = lines.map(({ count }) => count).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(60);
  });

  it.each([
    ['up', 'shared/clock.ts', "import { x } from '../sessions/errors.ts';"],
    ['up, by a type', 'http/device.ts', "import type { x } from '../users/user.ts';"],
    ['up to the root', 'guard/judge-refresh.ts', "import type { x } from '../app.ts';"],
    ['up, dynamically', 'tokens/jwt.ts', "const x = import('../guard/judge-refresh.ts');"],
    ['sideways', 'account/routes.ts', "import { x } from '../admin/routes.ts';"],
    [
      'between methods',
      'methods/email-otp/routes.ts',
      "import { x } from '../password/argon2.ts';",
    ],
    ['against a named pair', 'sign-up/routes.ts', "import { x } from '../recovery/routes.ts';"],
  ])('reports a planted import that goes %s', (_way, file, statement) => {
    expect(badImports(planted(file, statement))).toHaveLength(1);
  });

  it('reports a planted query and a planted cycle', () => {
    const query = planted('http/device.ts', "import { sql } from 'drizzle-orm';");
    expect(drizzleOutsideStores(query)).toEqual(['http/device.ts']);
    const cycle = planted('shared/clock.ts', "import type { Random } from './random.ts';").set(
      'shared/random.ts',
      "import type { Clock } from './clock.ts';",
    );
    expect(filesInCycles(cycle)).toEqual(expect.arrayContaining(['shared/clock.ts']));
  });
});
