import type { Vitest } from 'vitest/node';
import { keepRuntime } from './kept-runtime.ts';

/** The runtimes in which tests run, kept from mutant to mutant. */
export type Runtimes = {
  /** Ends them: the next run begins with fresh ones. */
  renew: () => Promise<void>;
  /** Ends them in the middle of a run, which fails. */
  breakOff: () => Promise<void>;
};

/** Keeps the runtime of each project. Throws if none of them runs in workerd. */
export function keepRuntimes({ projects }: Vitest): Runtimes {
  const runtimes = projects.flatMap(({ config }) => {
    if (config.poolRunner === undefined) return [];
    const kept = keepRuntime(config.poolRunner);
    config.poolRunner = kept.pool;
    return [kept];
  });
  if (runtimes.length === 0) throw new Error('No project of Vitest runs in workerd.');
  const ofAll = (act: 'renew' | 'breakOff') => async () => {
    await Promise.all(runtimes.map((one) => one[act]()));
  };
  return { renew: ofAll('renew'), breakOff: ofAll('breakOff') };
}
