import type { AccountGuards } from '../guard/account-guards.ts';
import type { NewSession } from '../guard/session.ts';
import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
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
};

/**
 * Writes a sign-in to D1 while it happens, where D1 decides by it: an unproved account in use does
 * not yield its address, and the first sign-in ends the retries of the secret that led to it. Other
 * sign-ins are brought to D1 by the ledger. Returns false if the account has changed meanwhile.
 * What the guard has not begun is ended in D1, and what D1 has not written at the guard.
 * Throws `storage_unavailable`.
 */
export async function tellDirectory(
  deps: TellDirectoryDeps,
  session: NewSession,
  { user, client }: { user: User; client: ClientInfo },
  opening: Promise<unknown>,
): Promise<boolean> {
  const { db, users, sessions } = deps;
  if (user.emailVerifiedAt !== null && user.lastLoginAt !== null) return true;
  const [inserted] = await runBatch(db, [
    sessions.insertStatement(session, user.signInEpoch),
    users.recordSignInStatement(session.userId, session.createdAt),
  ]).catch(async (error: unknown) => {
    // What is taken back earlier would begin later.
    await opening.catch(() => undefined);
    await takeBack(deps, session, client);
    throw error;
  });
  await opening.catch(async (error: unknown) => {
    // If the guard has begun it all the same, its ledger says so.
    const ended = { userId: session.userId, now: deps.clock(), reason: 'overtaken' } as const;
    await sessions.endMany([session.id], ended);
    throw error;
  });
  return inserted.length > 0;
}

/** Ends a session that the guard or D1 alone has begun. Throws `storage_unavailable`. */
export async function takeBack(
  { guards, sessions, trails, clock }: TellDirectoryDeps,
  { id, userId }: NewSession,
  client: ClientInfo,
): Promise<void> {
  const [now, reason] = [clock(), 'overtaken'] as const;
  await guards.end(userId, id, { reason, now, trail: trails(userId, client) });
  await sessions.endMany([id], { userId, now, reason });
}
