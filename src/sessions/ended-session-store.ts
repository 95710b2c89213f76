import { and, eq, exists, inArray, isNull, ne, type SQL, sql } from 'drizzle-orm';
import type { EndReason } from '../guard/session.ts';
import type { Database } from '../shared/database.ts';
import { orUnavailable } from '../shared/errors.ts';
import { sessions } from './table.ts';

const live = (sessionId: string, userId: string) =>
  and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.revokedAt));

/** How sessions end in D1. */
export function createSessionEnds(db: Database) {
  return {
    /** Holds while the session is not ended: for events that must be written once. */
    isLiveCondition: (sessionId: string, userId: string): SQL =>
      exists(db.select({ id: sessions.id }).from(sessions).where(live(sessionId, userId))),

    /** Ends a session that has not been ended yet. */
    endStatement: (sessionId: string, userId: string, now: number, reason: EndReason) =>
      db
        .update(sessions)
        .set({ revokedAt: now, revokeReason: reason })
        .where(live(sessionId, userId))
        .returning({ id: sessions.id }),

    /** Ends a user's sessions that are not ended yet, except `exceptId`. Returns their ids. */
    endAllStatement(
      userId: string,
      now: number,
      reason: EndReason,
      { exceptId, when }: { exceptId?: string; when?: SQL } = {},
    ) {
      const others = exceptId === undefined ? undefined : ne(sessions.id, exceptId);
      return db
        .update(sessions)
        .set({ revokedAt: now, revokeReason: reason })
        .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), others, when))
        .returning({ id: sessions.id });
    },

    /** Ends those of these sessions that are not ended yet. Returns their ids. */
    async endMany(
      sessionIds: string[],
      { userId, now, reason }: { userId: string; now: number; reason: EndReason },
    ): Promise<string[]> {
      // One parameter for any number of ids: D1 binds at most 100 per query.
      const listed = sql`(select value from json_each(${JSON.stringify(sessionIds)}))`;
      const ended = await orUnavailable(() =>
        db
          .update(sessions)
          .set({ revokedAt: now, revokeReason: reason })
          .where(
            and(
              eq(sessions.userId, userId),
              isNull(sessions.revokedAt),
              inArray(sessions.id, listed),
            ),
          )
          .returning({ id: sessions.id }),
      );
      return ended.map(({ id }) => id);
    },
  };
}
