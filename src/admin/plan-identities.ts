import type { AuditRow } from '../audit/table.ts';
import { REVERT_TTL } from '../second-step/factor-changes/factor-change.ts';
import type { IdentityRow } from '../users/table.ts';

/** Events of links that take back what was connected since a change. */
const UNDONE: readonly string[] = [
  'factor.change_undone',
  'factor.removal_asked',
  'email.change_undone',
];

/** The longest time between what a link takes back and its use: its life, and as long before it. */
const REACH = 2 * REVERT_TTL;

/** What a restored database has wrong of identities. */
export type IdentityDifference = {
  /** What was disconnected since, and signs nobody in any more. */
  gone: IdentityRow[];
  /** Providers of what was connected since, which has to be connected again. */
  lost: string[];
};

/**
 * Compares identities in D1 with the events that it has lost: a guard keeps what happened to them,
 * not the rows. Where a link took back what was connected since a change, all goes that it may have
 * taken, but never what the account was made with (`createdAt` in epoch milliseconds).
 */
export function planIdentities(
  rows: IdentityRow[],
  events: Pick<AuditRow, 'type' | 'metadata' | 'createdAt'>[],
  createdAt: number,
): IdentityDifference {
  const of = (type: string) => events.filter((event) => event.type === type);
  const idsOf = (type: string) => new Set(of(type).map(({ metadata }) => metadata.identity_id));
  const ended = idsOf('identity.disconnected');
  const undone = events.filter(({ type }) => UNDONE.includes(type));
  const since = Math.min(...undone.map((event) => event.createdAt)) - REACH;
  const isTaken = (row: IdentityRow) => row.createdAt > createdAt && row.createdAt >= since;
  const kept = new Set<unknown>(rows.map(({ id }) => id));
  const lost = of('identity.connected').filter(
    ({ metadata: { identity_id: id } }) => !kept.has(id) && !ended.has(id),
  );
  return {
    gone: rows.filter((row) => ended.has(row.id) || isTaken(row)),
    lost: undone.length > 0 ? [] : lost.map(({ metadata }) => String(metadata.provider)),
  };
}
