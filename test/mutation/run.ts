import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { MUTATED, type Run, reportOf, runsOf } from './folders.ts';
import { describeVerdict, judge } from './judge.ts';

// `npm run mutate -- <folder> …`: changes the code of a folder in many small ways, and fails if the
// tests miss too many of them. Without a folder, all of them. What did not change is not run again;
// `--force` runs it all the same. `--tests <glob>` takes other tests than those of the folder.
const { values, positionals } = parseArgs({
  options: { force: { type: 'boolean', default: false }, tests: { type: 'string' } },
  allowPositionals: true,
});
process.chdir(path.join(import.meta.dirname, '../..'));

const optionsOf = ({ folder, mutate }: Run): PartialStrykerOptions => ({
  mutate,
  testRunner: 'kept-vitest',
  plugins: ['runner', 'ignore', 'show-survivors'].map((name) => `./test/mutation/${name}.ts`),
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  ignorers: ['texts'],
  // A constant of a module is computed as it loads, so each would need a runtime of its own.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // What other tests find is not kept: Stryker forgets a kill whose test does not run.
  incremental: values.tests === undefined,
  force: values.force,
  incrementalFile: `${reportOf(folder)}.incremental.json`,
  reporters: ['progress-append-only', 'survivors', 'html'],
  htmlReporter: { fileName: `${reportOf(folder)}.html` },
  // Only for what `run-mutant.ts` does not end.
  timeoutMS: 240_000,
  timeoutFactor: 1.5,
  dryRunTimeoutMinutes: 60,
  // TypeScript 7 offers Stryker no interface, and nothing here needs it.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  checkers: [],
  ignorePatterns: ['reports', 'coverage', 'dist', '.wrangler', 'src/client/dist'],
  tempDirName: 'reports/mutation/sandbox',
});

async function mutate(run: Run): Promise<boolean> {
  const tests = values.tests ?? MUTATED[run.folder]?.tests.join('\n') ?? '';
  process.env.MUTATED_TESTS = tests;
  const mutants = await new Stryker(optionsOf(run)).runMutationTest();
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
