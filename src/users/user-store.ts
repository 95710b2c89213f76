import { eq, exists, type SQL } from 'drizzle-orm';
import type { Database, Statement } from '../shared/database.ts';
import { profiles } from './profile-store.ts';
import { users } from './table.ts';
import { lookUps } from './user-look-up-store.ts';

export type NewUser = {
  id: string;
  email: string;
  emailNormalized: string;
  username: string | null;
  usernameNormalized: string | null;
  /** Null until a mailed link sets the password. */
  passwordHash: string | null;
  firstName: string;
  lastName: string;
  displayName: string;
  timezone: string;
  locale: string | null;
  termsAcceptedAt: number | null;
  privacyPolicyAcceptedAt: number | null;
  /** The browser that registered, by a name from a closed list. */
  registeredBrowser: string | null;
  registeredCountry: string | null;
  createdAt: number;
};

/**
 * Reads and writes users. Methods named `…Statement` build a statement for the caller's batch.
 */
export type UserStore = ReturnType<typeof createUserStore>;

/** Users in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createUserStore(db: Database) {
  return { ...lookUps(db), ...records(db), ...profiles(db) };
}

function records(db: Database) {
  return {
    /** Holds if the user exists. */
    existsCondition: (id: string): SQL =>
      exists(db.select({ id: users.id }).from(users).where(eq(users.id, id))),

    /** Updates the time of the last change, for a change in another table. */
    recordChangeStatement: (id: string, now: number): Statement =>
      db.update(users).set({ updatedAt: now }).where(eq(users.id, id)),
  };
}
