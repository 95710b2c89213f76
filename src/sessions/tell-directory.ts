import type { AccountGuards } from '../guard/account-guards.ts';
import type { NewSession } from '../guard/session.ts';
import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { afterAnswer } from '../shared/after-answer.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Defer } from '../shared/defer.ts';
import { tryTimes } from '../shared/give-back.ts';
import type { User } from '../users/user.ts';
import type { SessionStore } from './session-store.ts';

export type TellDirectoryDeps = {
  db: Database;
  sessions: SessionStore;
  guards: AccountGuards;
  trails: Trails;
  clock: Clock;
  defer: Defer;
};

/** Attempts to undo a sign-in that failed. */
const ATTEMPTS = 4;

/**
 * Writes a sign-in that the guard has begun to D1 at once, where D1 decides by it: an unproved
 * account in use does not yield its address, and the first sign-in ends the retries of the secret
 * that led to it. Other sign-ins are brought to D1 by the ledger. Returns false if the account has
 * changed meanwhile. A sign-in that D1 has not written is undone at the guard after the answer; its
 * ledger overwrites what D1 may still write. Throws `storage_unavailable`.
 */
export async function tellDirectory(
  deps: TellDirectoryDeps,
  session: NewSession,
  { user, client }: { user: User; client: ClientInfo },
): Promise<boolean> {
  if (user.emailVerifiedAt !== null && user.lastLoginAt !== null) return true;
  const { db, sessions } = deps;
  try {
    const [written] = await runBatch(db, [
      sessions.insertStatement(session, user.signInEpoch),
      sessions.recordSignInStatement(session),
    ]);
    if (written.length > 0) return true;
  } catch (error) {
    undo(deps, session, client);
    throw error;
  }
  undo(deps, session, client);
  return false;
}

function undo(
  { guards, trails, clock, defer }: TellDirectoryDeps,
  { id, userId }: NewSession,
  client: ClientInfo,
): void {
  const ending = { reason: 'overtaken', now: clock(), trail: trails(userId, client) } as const;
  const end = () => guards.end(userId, id, ending);
  defer(
    afterAnswer(() => tryTimes(ATTEMPTS, end)),
    'sign_in_not_undone',
  );
}
