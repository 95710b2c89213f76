import { UNKNOWN_ORIGIN } from '../../audit/event.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import { ADMINISTRATOR } from '../../http/client-info.ts';
import { securityNoticeJob } from '../../sessions/security-mail.ts';
import { type Clock, HOUR } from '../../shared/clock.ts';
import { orLog } from '../../shared/log.ts';
import type { FactorRemoval } from '../../users/factor-removal-store.ts';
import { FACTOR_BACK, REVERT_TTL } from '../factor-changes/factor-change.ts';
import { type RemoveFactorsSinceDeps, removeFactorsSince } from './remove-factors-since.ts';

/** Milliseconds after which a removal that failed is tried again. */
const RETRY = HOUR;

export type CarryOutRemovalsDeps = RemoveFactorsSinceDeps & { guards: AccountGuards; clock: Clock };
export type CarryOutRemovals = (limit: number) => Promise<number>;

/**
 * Creates the function that carries out at most `limit` removals that are due, each once, whoever
 * else does the same, and none that was cancelled or replaced since it was read. One that is void
 * is dropped, and the owner told. Returns how many there were. Throws `storage_unavailable` if they
 * cannot be read; one that fails is put off.
 */
export function createCarryOutRemovals(deps: CarryOutRemovalsDeps): CarryOutRemovals {
  return async function carryOutRemovals(limit) {
    const { removals, clock, log } = deps;
    const due = await removals.listDue(clock(), limit);
    for (const { isVoid, ...removal } of due) {
      const { userId } = removal;
      try {
        await (isVoid ? drop(deps, removal) : carryOut(deps, removal));
      } catch (error) {
        log.error('factor_removal_failed', error, { user_id: userId });
        const putOff = removals.putOff(removal, clock() + RETRY);
        await orLog(log, 'factor_removal_not_put_off', putOff);
      }
    }
    return due.length;
  };
}

async function carryOut(deps: CarryOutRemovalsDeps, removal: FactorRemoval): Promise<void> {
  const { removals, guards, clock } = deps;
  const { userId, actorId, reason, since, requestedAt } = removal;
  const now = clock();
  const when = removals.waitsCondition(removal);
  const common = { userId, actorId, origin: UNKNOWN_ORIGIN, at: now };
  if (actorId !== userId) {
    const event = { ...common, type: 'admin.factors_removed', metadata: { reason } } as const;
    const notice = { kind: 'factors_removed', from: ADMINISTRATOR } as const;
    await removeFactorsSince(deps, { removed: { userId, since }, when, event, notice });
    return;
  }
  // First: once they are removed, no link may put them back.
  await guards.voidSecrets(userId, {
    purposes: [FACTOR_BACK],
    since,
    now,
    rememberUntil: now + REVERT_TTL,
  });
  await removeFactorsSince(deps, {
    removed: { userId, since, until: requestedAt },
    when,
    event: { ...common, type: 'factor.change_undone', metadata: { put_back: 0 } },
    notice: { kind: 'factor_change_undone', from: null },
  });
}

async function drop(deps: CarryOutRemovalsDeps, removal: FactorRemoval): Promise<void> {
  const { removals, audit, changeUser, enqueue, clock, random } = deps;
  const { userId } = removal;
  const when = removals.voidCondition(removal);
  const type = 'factor.removal_cancelled';
  const at = clock();
  const id = random.uuidAt(at);
  const event = { id, type, userId, actorId: null, origin: UNKNOWN_ORIGIN, at } as const;
  const notice = { userId, kind: 'factor_removal_stopped', at, from: null, event: id } as const;
  await enqueue(securityNoticeJob, notice);
  await changeUser({
    userId,
    statements: [audit.recordWhenStatement(event, when), removals.dropWhenStatement(userId, when)],
    happened: ([, dropped]) => dropped.length > 0,
  });
}
