import type { Session } from '../guard/session.ts';

/** How D1's sessions of a user differ from the guard's. */
export type SessionDifference = {
  /** Sessions whose later row has not reached D1. */
  tells: Session[];
  /** Rows of D1 that differ though they claim to be as late, or later. */
  retells: Session[];
  /** Live rows of D1 that the guard does not know. */
  ends: string[];
};

/**
 * Compares what a guard knows with the rows of D1 that were read after it. Leaves alone what
 * changed after `until`, since the ledger may be bringing it, and what has expired by `now`. Times
 * in epoch milliseconds.
 */
export function compareSessions(
  known: Session[],
  rows: Session[],
  { until, now }: { until: number; now: number },
): SessionDifference {
  const stored = new Map(rows.map((row) => [row.id, row]));
  const ids = new Set(known.map(({ id }) => id));
  const isSettled = (session: Session | undefined) =>
    session === undefined || (session.expiresAt > now && changedAt(session) <= until);
  const differing = known.filter((session) => {
    const row = stored.get(session.id);
    return isSettled(session) && isSettled(row) && !isSame(session, row);
  });
  const isLate = ({ id, seq }: Session) => (stored.get(id)?.seq ?? -1) < seq;
  return {
    tells: differing.filter(isLate),
    retells: differing
      .filter((session) => !isLate(session))
      .map((session) => ({ ...session, seq: stored.get(session.id)?.seq ?? session.seq })),
    ends: rows
      .filter((row) => row.revokedAt === null && isSettled(row) && !ids.has(row.id))
      .map(({ id }) => id),
  };
}

function changedAt({ createdAt, lastActivityAt, revokedAt }: Session): number {
  return Math.max(createdAt, lastActivityAt, revokedAt ?? 0);
}

function isSame(session: Session, row: Session | undefined): boolean {
  if (row === undefined) return false;
  const names = Object.keys(row) as (keyof Session)[];
  // A guard of an earlier release has no column that came later, where D1 has null.
  const textOf = (of: Session, name: keyof Session) => JSON.stringify(of[name] ?? null);
  return names.every((name) => textOf(session, name) === textOf(row, name));
}
