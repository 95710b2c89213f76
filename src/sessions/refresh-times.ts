import type { RefreshTime } from '../guard/guard-calls.ts';
import type { Session } from './session.ts';

/**
 * Rows of sessions with the times that their guard knows, latest activity first. A row follows its
 * guard only once a day; a session that the guard does not know keeps the times of its row.
 */
export function withRefreshTimes(rows: Session[], times: RefreshTime[]): Session[] {
  const known = new Map(times.map(({ id, refreshedAt }) => [id, refreshedAt]));
  return rows
    .map((row) => {
      const refreshedAt = known.get(row.id) ?? 0;
      return {
        ...row,
        lastActivityAt: Math.max(row.lastActivityAt, refreshedAt),
        lastRotationAt: Math.max(row.lastRotationAt, refreshedAt),
      };
    })
    .sort((a, b) => b.lastActivityAt - a.lastActivityAt || (a.id < b.id ? 1 : -1));
}

/**
 * The live ones of a user's sessions that have not been ended, as {@link withRefreshTimes} returns
 * them: those refreshed within `idleTtl` milliseconds; 0 for no such limit.
 */
export function notIdle(rows: Session[], now: number, idleTtl: number): Session[] {
  return idleTtl === 0 ? rows : rows.filter((row) => now - row.lastRotationAt < idleTtl);
}
