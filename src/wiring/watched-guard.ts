import { parseConfig } from '../config.ts';
import { AccountGuard } from '../guard/account-guard.object.ts';
import { createLog } from './services.ts';

/**
 * The guard as it is deployed. What its methods throw reaches whoever called, and is told there; what its alarm throws would
 * reach nobody.
 */
export class WatchedGuard extends AccountGuard {
  override async alarm(): Promise<void> {
    try {
      await super.alarm();
    } catch (error) {
      createLog(parseConfig(this.env as object), {
        defer: (work) => this.ctx.waitUntil(work),
      }).error('guard_alarm', error);
      // The platform rings again for an alarm that failed.
      throw error;
    }
  }
}
