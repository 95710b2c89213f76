import {
  declareFactoryPlugin,
  type Injector,
  type PluginContext,
  PluginKind,
} from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  DryRunStatus,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import {
  strykerValidationSchema,
  strykerPlugins as vitestPlugins,
} from '@stryker-mutator/vitest-runner';
import { createRunMutant, type VitestRunner } from './run-mutant.ts';
import { keepRuntimes, type Runtimes } from './runtimes.ts';

/** Milliseconds that a test has with a mutant, many of which hang. */
const MUTANT_PATIENCE = 10_000;

/**
 * Where no test comes to any of the files, the runner reports nothing, and Stryker would run every
 * test for every mutant.
 */
const NO_COVERAGE = { static: {}, perTest: {} };

/**
 * Stryker's runner for Vitest, in a runtime that is kept from mutant to mutant. It is renewed where
 * one mutant could change what the next one meets: after one in a file whose values outlive a test,
 * after one that hung, and after two hundred.
 */
function createRunner(injector: Injector<PluginContext>): TestRunner {
  const [vitest] = vitestPlugins;
  if (vitest === undefined) throw new Error("Stryker's runner for Vitest offers nothing.");
  const inner = vitest.factory(injector) as VitestRunner;
  let runtimes: Runtimes;
  let runMutant: TestRunner['mutantRun'];
  const times = new Map<string, number>();

  return {
    capabilities: () => inner.capabilities(),
    async init() {
      await inner.init?.();
      runtimes = keepRuntimes(inner.ctx);
      runMutant = createRunMutant(inner, runtimes, times);
    },
    async dryRun(options: DryRunOptions) {
      const result = await inner.dryRun(options);
      for (const { config } of inner.ctx.projects) config.testTimeout = MUTANT_PATIENCE;
      await runtimes.renew();
      if (result.status !== DryRunStatus.Complete) return result;
      for (const { id, timeSpentMs } of result.tests) times.set(id, timeSpentMs);
      return { ...result, mutantCoverage: result.mutantCoverage ?? NO_COVERAGE };
    },
    mutantRun: (options) => runMutant(options),
    async dispose() {
      await runtimes.renew();
      await inner.dispose?.();
    },
  };
}
createRunner.inject = ['$injector'] as ['$injector'];

/** What Stryker takes from this file. */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'kept-vitest', createRunner),
];
export { strykerValidationSchema };
