import { systemClock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { Flush } from './flush.ts';

export type RunCronDeps = { flush: Flush; log: Log };

/**
 * Does what the cron trigger is for and leaves one line, a warning if some is left for the next run. Throws on what the flush
 * throws, so that the platform sees it too.
 */
export function createRunCron({ flush, log }: RunCronDeps) {
  return async function runCron(cron: string): Promise<void> {
    const begun = systemClock();
    try {
      const flushed = await flush();
      const fields = { cron, ms: systemClock() - begun, ...flushed };
      if (flushed.complete) log.info('cron', { ...fields, outcome: 'done' });
      else log.warn('cron', { ...fields, outcome: 'unfinished' });
    } catch (error) {
      log.error('cron', error, { cron, outcome: 'failed', ms: systemClock() - begun });
      throw error;
    }
  };
}
