import { systemClock } from '../shared/clock.ts';
import { SafeMessageError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import type { CheckJurisdiction } from './check-jurisdiction.ts';
import type { Flush } from './flush.ts';

export type RunCronDeps = { flush: Flush; checkJurisdiction: CheckJurisdiction; log: Log };

/**
 * Runs the flush for the cron trigger and logs one line: a warning if rows are left for the next
 * run. Fails where the settings lead to other guards than those of the users. Rethrows errors, so
 * that the platform sees them too.
 */
export function createRunCron({ flush, checkJurisdiction, log }: RunCronDeps) {
  return async function runCron(cron: string): Promise<void> {
    const begun = systemClock();
    try {
      const refused = await checkJurisdiction();
      if (refused !== null) throw new SafeMessageError(refused);
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
