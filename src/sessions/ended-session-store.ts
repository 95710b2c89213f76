import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { EndReason } from '../guard/session.ts';
import type { Database } from '../shared/database.ts';
import { orUnavailable } from '../shared/errors.ts';
import { sessions } from './table.ts';

/** How sessions end in D1. */
export function createSessionEnds(db: Database) {
  return {
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
