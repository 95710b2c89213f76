import { isNotable } from '../audit/event.ts';
import type { FindMissingEvents } from '../audit/missing-events-store.ts';
import type { AuditRow } from '../audit/table.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { Clock } from '../shared/clock.ts';
import { ON_ITS_WAY } from './plan-repair.ts';

type ListLostEventsDeps = {
  guards: AccountGuards;
  findMissingEvents: FindMissingEvents;
  clock: Clock;
  /** How long events are kept, in milliseconds. */
  auditRetention: number;
};

/** Events per call of a guard. */
const PAGE = 1000;

/** The events of a user that operators search for and D1 does not have. */
export async function listLostEvents(
  { guards, findMissingEvents, clock, auditRetention }: ListLostEventsDeps,
  userId: string,
): Promise<AuditRow[]> {
  const now = clock();
  const range = { from: now - auditRetention, to: now - ON_ITS_WAY };
  const lost: AuditRow[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await guards.listEvents(userId, { ...range, cursor, limit: PAGE });
    const notable = page.filter(isNotable);
    const missing = await (notable.length === 0
      ? new Set<string>()
      : findMissingEvents(notable.map(({ id }) => id)));
    lost.push(...notable.filter(({ id }) => missing.has(id)));
    if (page.length < PAGE) return lost;
    cursor = page.at(-1)?.id;
  }
}
