import type { Jurisdiction } from '../guard/guard-namespace.ts';
import type { DeploymentStore } from './deployment-store.ts';
import { judgeJurisdiction, NO_JURISDICTION } from './judge-jurisdiction.ts';

export type CheckJurisdictionDeps = {
  deployment: DeploymentStore;
  /** That of the settings; null for none. */
  guardJurisdiction: Jurisdiction | null;
};
export type CheckJurisdiction = () => Promise<string | null>;

/**
 * Creates the check of the guards' jurisdiction against the one kept in D1, where the first check
 * keeps it. Returns why it is refused, or null. Costs one read; rejects when D1 does not respond.
 */
export function createCheckJurisdiction({
  deployment,
  guardJurisdiction,
}: CheckJurisdictionDeps): CheckJurisdiction {
  const wanted = guardJurisdiction ?? NO_JURISDICTION;
  const judge = async () => judgeJurisdiction(await deployment.findJurisdiction(), wanted);
  return async () => {
    let verdict = await judge();
    if (verdict.outcome === 'undecided') {
      await deployment.keepJurisdiction(wanted);
      // Another isolate may have been first, with another setting.
      verdict = await judge();
    }
    return verdict.outcome === 'refused' ? verdict.reason : null;
  };
}
