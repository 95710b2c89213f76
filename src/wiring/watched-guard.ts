import { parseConfig } from '../config.ts';
import { AccountGuard } from '../guard/account-guard.object.ts';
import { createLog } from './log.ts';

/**
 * The guard as deployed. RPC errors reach the caller and are logged there; alarm errors have no
 * caller, so they are logged here.
 */
export class WatchedGuard extends AccountGuard {
  override async alarm(): Promise<void> {
    try {
      await super.alarm();
    } catch (error) {
      createLog(parseConfig(this.env as object), {
        defer: (work) => this.ctx.waitUntil(work),
      }).error('guard_alarm', error);
      // The guard has set its next alarm; if not even that worked, the platform tries again.
      if ((await this.ctx.storage.getAlarm()) === null) throw error;
    }
  }
}
