import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import base from '../vitest.config.ts';

const root = path.join(import.meta.dirname, '../..');
const worker = base.test?.projects?.find(
  (one) => typeof one === 'object' && 'test' in one && one.test?.name === 'worker',
);
if (typeof worker !== 'object' || !('test' in worker)) throw new Error('No tests run in workerd.');

/** The tests that concern what is mutated, which `run.ts` names. */
const files = globSync((process.env.MUTATED_TESTS ?? '').split('\n'), { cwd: root });
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');
/** Whether a test can reach storage, which must be empty then: by itself, or through `support`. */
const isStateful = (file: string) => /'cloudflare:|\/support\//.test(text(file));

/** Small files of one unit first: a run ends at the first test that fails. */
class CheapestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const cost = ({ moduleId }: TestSpecification) =>
      statSync(moduleId).size * (moduleId.includes('/flows/') ? 1000 : 1);
    return files.toSorted((one, other) => cost(one) - cost(other));
  }
}

const project = (name: string, include: string[], setupFiles: string[]) => ({
  ...worker,
  test: {
    ...worker.test,
    name,
    include,
    setupFiles: ['test/mutation/setup.ts', ...setupFiles],
    maxWorkers: 1,
    // Of the dry run, on a busy machine. Mutants have less: see `runner.ts`.
    testTimeout: 60_000,
  },
});

const stateful = project('worker', files.filter(isStateful), ['test/support/setup.ts']);
// Emptying the storage takes longer than most tests that have none.
const pure = project(
  'pure',
  files.filter((file) => !isStateful(file)),
  [],
);

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    sequence: { sequencer: CheapestFirst },
    projects: [stateful, { ...pure, test: { ...pure.test, globalSetup: [] } }].filter(
      (one) => one.test.include.length > 0,
    ),
  },
});
