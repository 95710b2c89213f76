import { and, count, desc, eq, inArray, isNull, lte } from 'drizzle-orm';
import type { Session } from '../guard/session.ts';
import type { Database } from '../shared/database.ts';
import { sessions } from './table.ts';

/** Reads and deletes the rows of sessions, live or ended. */
export function createKeptSessions(db: Database) {
  return {
    /** Returns every stored session of a user, ended or not, latest first. */
    listAll: (userId: string): Promise<Session[]> =>
      // biome-ignore lint/plugin/bounded-query: of one user; the flush deletes what expired.
      db
        .select()
        .from(sessions)
        .where(eq(sessions.userId, userId))
        .orderBy(desc(sessions.createdAt), desc(sessions.id)),

    /** Counts the sessions that expired without an end, and wait for the next flush. */
    async countLapsed(now: number): Promise<number> {
      // biome-ignore lint/plugin/bounded-query: the flush keeps these few.
      const [row] = await db
        .select({ count: count() })
        .from(sessions)
        .where(and(lte(sessions.expiresAt, now), isNull(sessions.revokedAt)));
      return row?.count ?? 0;
    },

    async countExpired(now: number): Promise<number> {
      // biome-ignore lint/plugin/bounded-query: the flush keeps these few.
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
      // `meta.changes` counts what triggers change, too.
      const deleted = await db
        .delete(sessions)
        .where(inArray(sessions.id, expired))
        .returning({ id: sessions.id });
      return deleted.length;
    },
  };
}
