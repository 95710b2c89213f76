import type { NewSession } from '../guard/session.ts';
import type { Database } from '../shared/database.ts';
import { createSessionEnds } from './ended-session-store.ts';
import { createKeptSessions } from './kept-session-store.ts';
import { insertSessionStatement, recordSignInStatement } from './new-session-store.ts';

/** Reads and writes sessions. A method `…Statement` builds a statement for the caller's batch. */
export type SessionStore = ReturnType<typeof createSessionStore>;

/** Stores sessions in D1. */
export function createSessionStore(db: Database) {
  return {
    ...createKeptSessions(db),
    ...createSessionEnds(db),
    insertStatement: (session: NewSession, signInEpoch: number) =>
      insertSessionStatement(db, session, signInEpoch),
    recordSignInStatement: (session: NewSession) => recordSignInStatement(db, session),
  };
}
