import { UNKNOWN_ORIGIN } from '../../audit/event.ts';
import { type Clock, HOUR } from '../../shared/clock.ts';
import { orLog } from '../../shared/log.ts';
import type { FactorRemoval } from '../../users/factor-removal-store.ts';
import { type RemoveAllFactorsDeps, removeAllFactors } from './remove-all-factors.ts';

/** Milliseconds after which a removal that failed is tried again. */
const RETRY = HOUR;

export type CarryOutRemovalsDeps = RemoveAllFactorsDeps & { clock: Clock };
export type CarryOutRemovals = (limit: number) => Promise<number>;

/**
 * Creates the function that carries out at most `limit` removals that are due, each once, whoever
 * else does the same, and none that was cancelled or replaced since it was read. Returns how many
 * there were. Throws `storage_unavailable` if they cannot be read; one that fails is put off.
 */
export function createCarryOutRemovals(deps: CarryOutRemovalsDeps): CarryOutRemovals {
  return async function carryOutRemovals(limit) {
    const due = await deps.removals.listDue(deps.clock(), limit);
    for (const removal of due) await carryOut(deps, removal);
    return due.length;
  };
}

async function carryOut(deps: CarryOutRemovalsDeps, removal: FactorRemoval): Promise<void> {
  const { removals, clock, log } = deps;
  const { userId, actorId, reason } = removal;
  const at = clock();
  const type = 'admin.factors_removed';
  const event = {
    type,
    userId,
    actorId,
    origin: UNKNOWN_ORIGIN,
    metadata: { reason },
    at,
  } as const;
  try {
    await removeAllFactors(deps, { userId, when: removals.waitsCondition(removal), event });
  } catch (error) {
    log.error('factor_removal_failed', error, { user_id: userId });
    await orLog(log, 'factor_removal_not_put_off', removals.putOff(removal, at + RETRY));
  }
}
