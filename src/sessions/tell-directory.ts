import type { AccountGuards } from '../guard/account-guards.ts';
import type { Opened } from '../guard/guard-calls.ts';
import type { NewSession } from '../guard/session.ts';
import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Defer } from '../shared/defer.ts';
import { tryTimes } from '../shared/give-back.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { SessionStore } from './session-store.ts';

export type TellDirectoryDeps = {
  db: Database;
  users: UserStore;
  sessions: SessionStore;
  guards: AccountGuards;
  trails: Trails;
  clock: Clock;
  defer: Defer;
};

/** How often it is tried to take back a failed sign-in. */
const TRIES = 4;

/**
 * Writes a sign-in to D1 while it happens, where D1 decides by it: an unproved account in use does
 * not yield its address, and the first sign-in ends the retries of the secret that led to it. Other
 * sign-ins are brought to D1 by the ledger. Returns false if the account has changed meanwhile.
 * After the answer, what the guard has not begun is ended in D1, and what D1 has not written at the
 * guard. Throws `storage_unavailable`.
 */
export async function tellDirectory(
  deps: TellDirectoryDeps,
  session: NewSession,
  { user, client }: { user: User; client: ClientInfo },
  opening: Promise<Opened>,
): Promise<boolean> {
  if (user.emailVerifiedAt !== null && user.lastLoginAt !== null) return true;
  const [telling, beginning] = await Promise.allSettled([write(deps, session, user), opening]);
  const isBegun = beginning.status === 'fulfilled' && beginning.value.opened;
  if (telling.status === 'rejected') {
    takeBack(deps, session, { client, isBegun });
    throw telling.reason;
  }
  const isTold = telling.value;
  if (isTold !== isBegun) takeBack(deps, session, { client, isBegun });
  return isTold;
}

async function write(
  { db, users, sessions }: TellDirectoryDeps,
  session: NewSession,
  { signInEpoch }: User,
): Promise<boolean> {
  const [written] = await runBatch(db, [
    sessions.insertStatement(session, signInEpoch),
    users.recordSignInStatement(session.userId, session.createdAt),
  ]);
  return written.length > 0;
}

/** Ends a session that the guard or D1 alone may have. */
function takeBack(
  { guards, sessions, trails, clock, defer }: TellDirectoryDeps,
  session: NewSession,
  { client, isBegun }: { client: ClientInfo; isBegun: boolean },
): void {
  const { id, userId } = session;
  const [now, reason] = [clock(), 'overtaken'] as const;
  // Whatever the guard has begun or ended, its ledger tells D1, where that outranks what is there.
  const work = (): Promise<unknown> =>
    isBegun
      ? guards.end(userId, id, { reason, now, trail: trails(userId, client) })
      : sessions.endUnbegun(session, { reason, now });
  defer(tryTimes(TRIES, work), 'sign_in_not_taken_back');
}
