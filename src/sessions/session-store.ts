import type { EndReason, NewSession } from '../guard/session.ts';
import type { Database } from '../shared/database.ts';
import { orUnavailable } from '../shared/errors.ts';
import { createSessionEnds } from './ended-session-store.ts';
import { createKeptSessions } from './kept-session-store.ts';
import { endUnbegunStatement, insertSessionStatement } from './new-session-store.ts';

/** Reads and writes sessions. A method `…Statement` builds a statement for the caller's batch. */
export type SessionStore = ReturnType<typeof createSessionStore>;

/** Stores sessions in D1. */
export function createSessionStore(db: Database) {
  return {
    ...createKeptSessions(db),
    ...createSessionEnds(db),
    insertStatement: (session: NewSession, signInEpoch: number) =>
      insertSessionStatement(db, session, signInEpoch),
    /** Ends a session that D1 may have, or may get later, and that no guard has begun. */
    async endUnbegun(
      session: NewSession,
      { now, reason }: { now: number; reason: EndReason },
    ): Promise<void> {
      const ended = { revokedAt: now, revokeReason: reason };
      await orUnavailable(async () => endUnbegunStatement(db, session, ended));
    },
  };
}
