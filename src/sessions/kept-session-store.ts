import { and, count, desc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm';
import type { Session } from '../guard/session.ts';
import type { Database } from '../shared/database.ts';
import type { SignInHistory } from './report-new-device.ts';
import { sessions } from './table.ts';

/** Where a session began. */
export type SessionOrigin = Pick<Session, 'ipAddress' | 'userAgent'>;

/** Reads and deletes the rows of sessions, live or ended. `notOver` holds for live sessions. */
export function createKeptSessions(db: Database, notOver: (now: number) => SQL | undefined) {
  return {
    /** Returns a user's live sessions, latest activity first. */
    listLive: (userId: string, now: number): Promise<Session[]> =>
      db
        .select()
        .from(sessions)
        .where(and(eq(sessions.userId, userId), notOver(now)))
        .orderBy(desc(sessions.lastActivityAt), desc(sessions.id)),

    /** Returns every stored session of a user, ended or not, latest first. */
    listAll: (userId: string): Promise<Session[]> =>
      db
        .select()
        .from(sessions)
        .where(eq(sessions.userId, userId))
        .orderBy(desc(sessions.createdAt), desc(sessions.id)),

    /** Counts the live sessions. */
    async countLive(now: number): Promise<number> {
      const [row] = await db.select({ count: count() }).from(sessions).where(notOver(now));
      return row?.count ?? 0;
    },

    /** Selects where a session began: one {@link SessionOrigin} row, or none. */
    originStatement(sessionId: string) {
      return db
        .select({ ipAddress: sessions.ipAddress, userAgent: sessions.userAgent })
        .from(sessions)
        .where(eq(sessions.id, sessionId));
    },

    /**
     * Selects how the stored sessions compare to a sign-in with this fingerprint from this country:
     * one {@link SignInHistory} row.
     */
    signInHistoryStatement(userId: string, fingerprint: string, country: string | null) {
      return db
        .select({
          all: sql<number>`count(*)`,
          country: sql<number>`coalesce(sum(${sessions.country} is ${country}), 0)`,
          addresses: sql`json_group_array(distinct ${sessions.ipAddress}) filter (
            where ${sessions.deviceFingerprint} = ${fingerprint}
            and ${sessions.country} is ${country}
          )`.mapWith((text: string): SignInHistory['addresses'] => JSON.parse(text)),
        })
        .from(sessions)
        .where(eq(sessions.userId, userId));
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
