import {
  declareFactoryPlugin,
  type Injector,
  type PluginContext,
  PluginKind,
} from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import {
  strykerValidationSchema,
  strykerPlugins as vitestPlugins,
} from '@stryker-mutator/vitest-runner';
import type { Vitest } from 'vitest/node';
import { withFewFlows } from './few-flows.ts';
import { isKept, LAST_PASS } from './folders.ts';
import { keepRuntime } from './kept-runtime.ts';
import { createKillers } from './killers.ts';

/** Milliseconds that a test has with a mutant, many of which hang. */
const MUTANT_PATIENCE = 20_000;

/** Mutants after which the runtime is renewed in any case. */
const MUTANTS_A_RUNTIME = 200;

/**
 * Where no test comes to any of the files, the runner reports nothing, and Stryker would run every
 * test for every mutant.
 */
const NO_COVERAGE = { static: {}, perTest: {} };

/** What Stryker's runner has, of which its type declares the methods only. */
type VitestRunner = TestRunner & { ctx: Vitest };

/**
 * Stryker's runner for Vitest, in a runtime that is kept from mutant to mutant. It is renewed where
 * one mutant could change what the next one meets: after one in a file whose values outlive a test,
 * after a test that hung, and after two hundred. A mutant that no test came to has been in code
 * that runs once a runtime, so it is tried again in a fresh one. Tests that killed mutants just
 * before go first, since the next mutant is usually in the same function. Of flows it meets a few.
 */
function createRunner(injector: Injector<PluginContext>): TestRunner {
  const [vitest] = vitestPlugins;
  if (vitest === undefined) throw new Error("Stryker's runner for Vitest offers nothing.");
  const inner = vitest.factory(injector) as VitestRunner;
  let runtimes: ReturnType<typeof keepRuntime>[] = [];
  let mutants = 0;
  const killers = createKillers();

  async function renew(): Promise<void> {
    mutants = 0;
    await Promise.all(runtimes.map((one) => one.renew()));
  }

  function keepRuntimes(): void {
    runtimes = inner.ctx.projects.flatMap(({ config }) => {
      if (config.poolRunner === undefined) return [];
      const kept = keepRuntime(config.poolRunner);
      config.poolRunner = kept.pool;
      return [kept];
    });
    if (runtimes.length === 0) throw new Error('No project of Vitest runs in workerd.');
  }

  /** Null if no test is likely to kill it, or those that are did not. */
  async function runLikelyKillers(options: MutantRunOptions): Promise<MutantRunResult | null> {
    const testFilter = killers.first(options.testFilter ?? []);
    if (testFilter.length === 0) return null;
    const result = await inner.mutantRun({ ...options, testFilter });
    return result.status === MutantRunStatus.Survived ? null : result;
  }

  function meetFewFlows(options: MutantRunOptions): MutantRunOptions {
    const { testFilter } = options;
    if (testFilter === undefined) return options;
    return { ...options, testFilter: withFewFlows(testFilter, killers.among(testFilter)) };
  }

  async function runMutant(options: MutantRunOptions): Promise<MutantRunResult> {
    const isWarm = mutants > 0;
    mutants += 1;
    const killed = await runLikelyKillers(options);
    if (killed !== null) return killed;
    const few = meetFewFlows(options);
    const result = await inner.mutantRun(few);
    if (!isWarm || result.status !== MutantRunStatus.Survived || wasMet(inner.ctx)) return result;
    // The next pass tries it again: `run.ts` forgets what survived this one.
    if (process.env.MUTATED_PASS !== LAST_PASS) return result;
    await renew();
    return inner.mutantRun(few);
  }

  return {
    capabilities: () => inner.capabilities(),
    async init() {
      await inner.init?.();
      keepRuntimes();
    },
    async dryRun(options: DryRunOptions) {
      const result = await inner.dryRun(options);
      for (const { config } of inner.ctx.projects) config.testTimeout = MUTANT_PATIENCE;
      await renew();
      if (result.status !== DryRunStatus.Complete) return result;
      return { ...result, mutantCoverage: result.mutantCoverage ?? NO_COVERAGE };
    },
    async mutantRun(options) {
      const result = await runMutant(options);
      if (result.status === MutantRunStatus.Killed) killers.note(result.killedBy);
      const isOver = mutants >= MUTANTS_A_RUNTIME || isKept(options.sandboxFileName);
      if (isOver || hung(result)) await renew();
      return result;
    },
    async dispose() {
      await renew();
      await inner.dispose?.();
    },
  };
}
createRunner.inject = ['$injector'] as ['$injector'];

/** Whether a test of the last run came to the active mutant, as Stryker counts. */
function wasMet(vitest: Vitest): boolean {
  return vitest.state.getFiles().some(({ meta }) => Number(Reflect.get(meta, 'hitCount') ?? 0) > 0);
}

const hung = (result: MutantRunResult): boolean =>
  result.status === MutantRunStatus.Timeout ||
  result.status === MutantRunStatus.Error ||
  (result.status === MutantRunStatus.Killed && result.failureMessage.includes('timed out'));

/** What Stryker takes from this file. */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'kept-vitest', createRunner),
];
export { strykerValidationSchema };
