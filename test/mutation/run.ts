import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { LAST_PASS, MUTATED, type MutatedFolder, type Run, reportOf, runsOf } from './folders.ts';
import { describeVerdict, judge } from './judge.ts';
import { forgetUndecided, isKnown, type Kept } from './survivors.ts';

// `npm run mutate -- <folder> …`: changes the code of a folder in many small ways, and fails if the
// tests miss too many of them. Without a folder, all of them. What did not change is not run again;
// `--force` runs it all the same. `--tests <glob>` takes other tests than those of the folder.
const { values, positionals } = parseArgs({
  options: { force: { type: 'boolean', default: false }, tests: { type: 'string' } },
  allowPositionals: true,
});
process.chdir(path.join(import.meta.dirname, '../..'));

/** The file in which Stryker keeps what it found in a folder. */
const keptOf = (folder: string) => `${reportOf(folder)}.incremental.json`;

const optionsOf = ({ folder, mutate }: Run): PartialStrykerOptions => ({
  mutate,
  testRunner: 'kept-vitest',
  plugins: ['./test/mutation/runner.ts', './test/mutation/ignore.ts'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  ignorers: ['texts'],
  // A constant of a module is computed as it loads, so each would need a runtime of its own.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: 1,
  incremental: true,
  incrementalFile: keptOf(folder),
  reporters: ['progress-append-only', 'html'],
  htmlReporter: { fileName: `${reportOf(folder)}.html` },
  // A busy machine is no endless loop.
  timeoutMS: 30_000,
  timeoutFactor: 1.5,
  dryRunTimeoutMinutes: 60,
  // TypeScript 7 offers Stryker no interface, and nothing here needs it.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  checkers: [],
  ignorePatterns: ['reports', 'coverage', 'dist', '.wrangler', 'src/client/dist'],
  tempDirName: 'reports/mutation/sandbox',
});

/** The files that globs of Stryker name, which may end in lines. */
const filesOf = (globs: string[]) =>
  globSync(globs.filter((one) => !one.startsWith('!')).map((one) => one.replace(/:[\d:-]+$/, '')));

/** The tests of each pass. A later one takes over what an earlier one killed. */
function passesOf({ folder, mutate }: Run): string[][] {
  if (values.tests !== undefined) return [[values.tests]];
  const { tests, slower } = MUTATED[folder] as MutatedFolder;
  if (slower === undefined) return [tests];
  const isNew = values.force || !isKnown(readKept(folder), filesOf(mutate));
  return isNew ? [tests, [...tests, ...slower]] : [[...tests, ...slower]];
}

const readKept = (folder: string): Kept | null => {
  const file = keptOf(folder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : null;
};

async function runPasses(run: Run): Promise<MutantResult[]> {
  let mutants: MutantResult[] = [];
  const passes = passesOf(run);
  for (const [index, tests] of passes.entries()) {
    process.env.MUTATED_TESTS = tests.join('\n');
    process.env.MUTATED_PASS = index === passes.length - 1 ? LAST_PASS : 'quick';
    const force = values.force && index === 0;
    mutants = await new Stryker({ ...optionsOf(run), force }).runMutationTest();
    const kept = readKept(run.folder);
    if (index === passes.length - 1 || kept === null) continue;
    writeFileSync(keptOf(run.folder), JSON.stringify(forgetUndecided(kept, filesOf(run.mutate))));
  }
  return mutants;
}

async function mutate(run: Run): Promise<boolean> {
  const mutants = await runPasses(run);
  const inRoot = (file: string) => path.relative('.', file);
  const verdict = judge(mutants.map((one) => ({ ...one, fileName: inRoot(one.fileName) })));
  const summary = describeVerdict(run.mutate[0] ?? run.folder, verdict);
  writeFileSync(`${reportOf(run.folder)}.txt`, `${[summary, ...verdict.survivors].join('\n')}\n`);
  console.log(`${verdict.survivors.join('\n')}\n${summary}`);
  return verdict.isGood;
}

mkdirSync('reports/mutation', { recursive: true });
let isGood = true;
for (const run of runsOf(positionals)) isGood = (await mutate(run)) && isGood;
process.exitCode = isGood ? 0 : 1;
