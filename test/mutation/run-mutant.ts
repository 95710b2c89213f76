import {
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import type { Vitest } from 'vitest/node';
import { isOwn, withinTime } from './few-tests.ts';
import { isKept } from './folders.ts';
import { createKillers } from './killers.ts';
import type { Runtimes } from './runtimes.ts';

/** Milliseconds that all tests of a mutant have. What hangs beyond a test, as a guard may, ends. */
const RUN_PATIENCE = 30_000;

/** Mutants after which the runtime is renewed in any case. */
const MUTANTS_A_RUNTIME = 200;

/** Stryker's runner for Vitest has more than its type declares. */
export type VitestRunner = TestRunner & { ctx: Vitest };

/**
 * Creates the function that runs the tests of one mutant, in a runtime that is kept. Tests that
 * killed mutants just before go first, since the next mutant is usually in the same function, and
 * it meets no more than a few seconds of them. `times` are the milliseconds that tests take. A
 * mutant that no test came to has been in code that runs once a runtime, so it is tried again in a
 * fresh one.
 */
export function createRunMutant(
  inner: VitestRunner,
  { renew, breakOff }: Runtimes,
  times: ReadonlyMap<string, number>,
) {
  const killers = createKillers();
  let mutants = 0;

  /** Runs tests; if they hang, ends their runtime, and says that the mutant timed out. */
  async function runTests(options: MutantRunOptions): Promise<MutantRunResult> {
    const run = inner.mutantRun(options);
    const late = Promise.withResolvers<null>();
    const timer = setTimeout(() => late.resolve(null), RUN_PATIENCE);
    const result = await Promise.race([run, late.promise]);
    clearTimeout(timer);
    if (result !== null) return result;
    await breakOff();
    await run;
    return { status: MutantRunStatus.Timeout, reason: `no end within ${RUN_PATIENCE} ms` };
  }

  /** Null if no test is likely to kill it, or those that are did not. */
  async function runLikelyKillers(options: MutantRunOptions): Promise<MutantRunResult | null> {
    const testFilter = killers.first(options.testFilter ?? []);
    if (testFilter.length === 0) return null;
    const result = await runTests({ ...options, testFilter });
    return result.status === MutantRunStatus.Survived ? null : result;
  }

  function meetFewTests(options: MutantRunOptions): MutantRunOptions {
    const { testFilter } = options;
    if (testFilter === undefined) return options;
    const own = testFilter.filter((test) => isOwn(test, options.sandboxFileName));
    const killed = killers.among(testFilter);
    return { ...options, testFilter: withinTime(testFilter, { own, first: killed, times }) };
  }

  async function judge(options: MutantRunOptions): Promise<MutantRunResult> {
    const isWarm = mutants > 0;
    mutants += 1;
    const few = meetFewTests(options);
    const killed = await runLikelyKillers(few);
    if (killed !== null) return killed;
    const result = await runTests(few);
    if (!isWarm || result.status !== MutantRunStatus.Survived || wasMet(inner.ctx)) return result;
    await renew();
    return runTests(few);
  }

  return async function runMutant(options: MutantRunOptions): Promise<MutantRunResult> {
    const result = await judge(options);
    if (result.status === MutantRunStatus.Killed) killers.note(result.killedBy);
    const isOver = mutants >= MUTANTS_A_RUNTIME || isKept(options.sandboxFileName);
    if (isOver || hung(result)) {
      mutants = 0;
      await renew();
    }
    return result;
  };
}

/** Whether a test of the last run came to the active mutant, as Stryker counts. */
function wasMet(vitest: Vitest): boolean {
  return vitest.state.getFiles().some(({ meta }) => Number(Reflect.get(meta, 'hitCount') ?? 0) > 0);
}

const hung = (result: MutantRunResult): boolean =>
  result.status === MutantRunStatus.Timeout ||
  result.status === MutantRunStatus.Error ||
  (result.status === MutantRunStatus.Killed && result.failureMessage.includes('timed out'));
