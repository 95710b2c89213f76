import { and, eq, gt, isNull } from 'drizzle-orm';
import { DAY, MINUTE, SECOND } from '../shared/clock.ts';
import type { Database, Statement } from '../shared/database.ts';
import type { User } from '../users/user.ts';
import { createSessionEnds } from './ended-session-store.ts';
import { createKeptSessions } from './kept-session-store.ts';
import { type IssuedToken, liveUserQuery } from './live-user-store.ts';
import { insertSessionStatement } from './new-session-store.ts';
import type { NewSession } from './session.ts';
import { sessions } from './table.ts';

/**
 * Milliseconds by which a row's last refresh may lag behind the guard's: it is written once a day,
 * after the response.
 */
const ROW_LAG = DAY + 2 * MINUTE;

/** Reads and writes sessions. A method `…Statement` builds a statement for the caller's batch. */
export type SessionStore = ReturnType<typeof createSessionStore>;

/**
 * Stores sessions in D1. A session not refreshed for `idleTtl` milliseconds is no longer live; 0
 * for no such limit.
 */
export function createSessionStore(db: Database, idleTtl = 0) {
  const idleSince = (now: number) => (idleTtl === 0 ? 0 : now - idleTtl - ROW_LAG);
  const notEnded = (now: number) => and(isNull(sessions.revokedAt), gt(sessions.expiresAt, now));
  const notOver = (now: number) => and(notEnded(now), gt(sessions.lastRotationAt, idleSince(now)));

  return {
    ...createKeptSessions(db, { notEnded, notOver }),
    ...createSessionEnds(db),
    insertStatement: (session: NewSession, signInEpoch: number) =>
      insertSessionStatement(db, session, signInEpoch),

    /**
     * Returns the user of a live session and an unrevoked token, in one query; null otherwise. A
     * refresh issues a token, so a session is not idle while one is younger than `idleTtl`.
     */
    async findLiveUser({ issuedAt, ...token }: IssuedToken): Promise<User | null> {
      // Tokens have their time of issue in whole seconds.
      if (idleTtl > 0 && token.now - issuedAt >= idleTtl + SECOND) return null;
      const [user] = await liveUserQuery(db).execute(token);
      return user ?? null;
    },

    /** Updates the times of the row; the guard asks for it. */
    touchStatement(sessionId: string, now: number): Statement {
      return db
        .update(sessions)
        .set({ lastActivityAt: now, lastRotationAt: now })
        .where(eq(sessions.id, sessionId));
    },
  };
}
