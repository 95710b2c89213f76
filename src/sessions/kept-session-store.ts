import { count, desc, eq, gte, inArray, lte, type SQL } from 'drizzle-orm';
import type { Session } from '../guard/session.ts';
import type { Database } from '../shared/database.ts';
import { sessions } from './table.ts';

/** Reads and deletes the rows of sessions, live or ended. `notOver` holds for live sessions. */
export function createKeptSessions(db: Database, notOver: (now: number) => SQL | undefined) {
  return {
    /** Returns every stored session of a user, ended or not, latest first. */
    listAll: (userId: string): Promise<Session[]> =>
      db
        .select()
        .from(sessions)
        .where(eq(sessions.userId, userId))
        .orderBy(desc(sessions.createdAt), desc(sessions.id)),

    /** Counts the live sessions; one that is idle is counted for up to a day longer. */
    async countLive(now: number): Promise<number> {
      const [row] = await db.select({ count: count() }).from(sessions).where(notOver(now));
      return row?.count ?? 0;
    },

    /** Counts the sessions that began at `since` or later, live or ended (epoch milliseconds). */
    async countBegun(since: number): Promise<number> {
      const [row] = await db
        .select({ count: count() })
        .from(sessions)
        .where(gte(sessions.createdAt, since));
      return row?.count ?? 0;
    },

    async countExpired(now: number): Promise<number> {
      const [row] = await db
        .select({ count: count() })
        .from(sessions)
        .where(lte(sessions.expiresAt, now));
      return row?.count ?? 0;
    },

    /** Deletes up to `limit` sessions past their expiry, ended before or not. Returns how many. */
    async deleteExpired(now: number, limit: number): Promise<number> {
      const expired = db
        .select({ id: sessions.id })
        .from(sessions)
        .where(lte(sessions.expiresAt, now))
        .limit(limit);
      const { meta } = await db.delete(sessions).where(inArray(sessions.id, expired));
      return meta.changes;
    },
  };
}
