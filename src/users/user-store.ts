import { and, eq, exists, isNotNull, ne, notExists, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database, Statement } from '../shared/database.ts';
import { users } from './table.ts';
import type { User } from './user.ts';
import { lookUps, userColumns } from './user-look-up-store.ts';

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

/** A user's changes to their profile; fields left out stay as they are. */
export type ProfileChange = Partial<
  Pick<User, 'firstName' | 'lastName' | 'displayName' | 'timezone' | 'locale' | 'username'>
> & {
  usernameNormalized?: string | null;
  /** What the user agrees to now; an earlier consent keeps its time. */
  consent: { terms: boolean; privacyPolicy: boolean };
};

// Another row of the same table.
const other = alias(users, 'other');

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

    /** Raises no version: no sign-in depends on the last one, and the guard hears of it first. */
    recordSignInStatement(id: string, now: number): Statement {
      return db.update(users).set({ lastLoginAt: now }).where(eq(users.id, id));
    },

    /** Updates the time of the last change, for a change in another table. */
    recordChangeStatement: (id: string, now: number): Statement =>
      db.update(users).set({ updatedAt: now }).where(eq(users.id, id)),
  };
}

function profiles(db: Database) {
  return {
    /** Updates the profile. Returns a row unless another account holds the username. */
    updateProfileStatement(id: string, { consent, ...change }: ProfileChange, now: number) {
      const { usernameNormalized = null } = change;
      return db
        .update(users)
        .set({
          ...change,
          ...(consent.terms
            ? { termsAcceptedAt: sql`coalesce(${users.termsAcceptedAt}, ${now})` }
            : {}),
          ...(consent.privacyPolicy
            ? { privacyPolicyAcceptedAt: sql`coalesce(${users.privacyPolicyAcceptedAt}, ${now})` }
            : {}),
          updatedAt: now,
        })
        .where(
          and(
            eq(users.id, id),
            usernameNormalized === null ? undefined : isFreeUsername(db, usernameNormalized, id),
          ),
        )
        .returning(userColumns);
    },

    /** Holds if this is the user's username now. */
    usernameIs: (id: string, usernameNormalized: string): SQL =>
      exists(
        db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.id, id), eq(users.usernameNormalized, usernameNormalized))),
      ),
  };
}

/** Holds if no other account has the username. Only a verified account holds one. */
function isFreeUsername(db: Database, usernameNormalized: string, id: string) {
  return notExists(
    db
      .select({ id: other.id })
      .from(other)
      .where(
        and(
          eq(other.usernameNormalized, usernameNormalized),
          isNotNull(other.emailVerifiedAt),
          ne(other.id, id),
        ),
      ),
  );
}
