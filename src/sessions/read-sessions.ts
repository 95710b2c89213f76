import type { AccountGuards } from '../guard/account-guards.ts';
import type { Session } from '../guard/session.ts';
import type { Clock } from '../shared/clock.ts';
import type { SessionStore } from './session-store.ts';

export type ReadSessionsDeps = {
  guards: AccountGuards;
  sessions: SessionStore;
  clock: Clock;
  /** Milliseconds without a refresh after which a session is over; 0 for no limit. */
  idleTtl: number;
};

/** Reads a user's sessions at the guard. Every method throws `storage_unavailable`. */
export type ReadSessions = ReturnType<typeof createReadSessions>;

/** A guard that does not know sessions of an earlier release is taught them, once, from D1. */
export function createReadSessions({ guards, sessions, clock, idleTtl }: ReadSessionsDeps) {
  const teach = async (userId: string) =>
    guards.learnSessions(userId, await sessions.listAll(userId), clock());
  const read = async (userId: string, live: { now: number; idleTtl: number } | null) => {
    const known = await guards.listSessions(userId, live);
    if (known !== null) return known;
    await teach(userId);
    return (await guards.listSessions(userId, live)) ?? [];
  };
  return {
    /** Live sessions, latest activity first. */
    live: (userId: string): Promise<Session[]> => read(userId, { now: clock(), idleTtl }),
    /** Every stored session, ended or not, latest first. */
    all: (userId: string): Promise<Session[]> => read(userId, null),
    teach,
  };
}
