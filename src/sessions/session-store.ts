import { and, gt, isNull } from 'drizzle-orm';
import type { NewSession } from '../guard/session.ts';
import { DAY, MINUTE } from '../shared/clock.ts';
import type { Database } from '../shared/database.ts';
import { createSessionEnds } from './ended-session-store.ts';
import { createKeptSessions } from './kept-session-store.ts';
import { insertSessionStatement } from './new-session-store.ts';
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
  const notOver = (now: number) =>
    and(
      isNull(sessions.revokedAt),
      gt(sessions.expiresAt, now),
      gt(sessions.lastRotationAt, idleSince(now)),
    );

  return {
    ...createKeptSessions(db, notOver),
    ...createSessionEnds(db),
    insertStatement: (session: NewSession, signInEpoch: number) =>
      insertSessionStatement(db, session, signInEpoch),
  };
}
