import {
  and,
  type Column,
  eq,
  exists,
  getTableColumns,
  inArray,
  isNull,
  lt,
  ne,
  notExists,
  type SQL,
  sql,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Database, runBatch, type Statement } from '../shared/database.ts';
import { nextEpoch, users } from './table.ts';
import type { User } from './user.ts';

export type NewUser = {
  id: string;
  email: string;
  emailNormalized: string;
  username: string | null;
  usernameNormalized: string | null;
  /** Null for an account whose password is yet to be set by a mailed link. */
  passwordHash: string | null;
  firstName: string;
  lastName: string;
  displayName: string;
  timezone: string;
  termsAcceptedAt: number | null;
  privacyPolicyAcceptedAt: number | null;
  createdAt: number;
};

/** What a user changes about themselves; what is left out stays. */
export type ProfileChange = Partial<
  Pick<User, 'firstName' | 'lastName' | 'displayName' | 'timezone' | 'username'>
> & {
  usernameNormalized?: string | null;
  /** To what the user agrees now; an earlier consent keeps its time. */
  consent: { terms: boolean; privacyPolicy: boolean };
};

export type EmailChange = {
  id: string;
  /** What the user still has: the normalised address or the new one, and the epoch of sign-ins. Left out: whatever it is. */
  expected?: { email: string; signInEpoch: number };
  email: string;
  emailNormalized: string;
  /** Epoch milliseconds. */
  now: number;
};

/** The columns that make a {@link User}; stores that join users select these. */
export const userColumns = (({
  usernameNormalized,
  passwordBreachedAt,
  termsAcceptedAt,
  privacyPolicyAcceptedAt,
  updatedAt,
  ...shown
}) => shown)(getTableColumns(users));

// Another row of the same table.
const other = alias(users, 'other');

/** All reading and writing of users. Methods named `…Statement` build a statement for the caller's batch. */
export type UserStore = ReturnType<typeof createUserStore>;

/** Users in D1. Every method throws `storage_unavailable` when D1 does not answer. */
export function createUserStore(db: Database) {
  async function first(where: ReturnType<typeof eq>): Promise<User | null> {
    const [user] = await db.select(userColumns).from(users).where(where).limit(1);
    return user ?? null;
  }

  const free = (column: Column, value: string, id: string) =>
    notExists(
      db
        .select({ id: other.id })
        .from(other)
        .where(and(eq(column, value), ne(other.id, id))),
    );

  return {
    findById: (id: string) => first(eq(users.id, id)),
    findByEmail: (emailNormalized: string) => first(eq(users.emailNormalized, emailNormalized)),
    findByUsername: (usernameNormalized: string) =>
      first(eq(users.usernameNormalized, usernameNormalized)),

    /**
     * Adds a user unless the address is taken, which is answered the same way; `usernameTaken` comes first, and comes
     * whether or not the address is free, so that it says nothing about the address. `alongside` runs in the same batch.
     */
    async add(user: NewUser, alongside: Statement[]): Promise<{ usernameTaken: boolean }> {
      const holder = db
        .select({ id: users.id })
        .from(users)
        .where(
          user.usernameNormalized === null
            ? sql`0`
            : eq(users.usernameNormalized, user.usernameNormalized),
        );
      const row = db.select(newUserRow(user)).from(sql`(select 1)`).where(notExists(holder));
      const insert = db
        .insert(users)
        .select(row)
        .onConflictDoNothing({ target: users.emailNormalized });
      const [held] = await runBatch(db, [holder, insert, ...alongside]);
      return { usernameTaken: (held as unknown[]).length > 0 };
    },

    /** Takes back {@link add} for a user that nobody has used, so that the whole registration can be tried again. */
    async removeUnused(id: string): Promise<void> {
      await db
        .delete(users)
        .where(and(eq(users.id, id), isNull(users.emailVerifiedAt), isNull(users.lastLoginAt)));
    },

    /**
     * Marks the address as verified. `passwordHash` is the password of the registration whose mail proved the address:
     * it counts only until somebody has signed in.
     */
    verifyEmailStatement(id: string, now: number, passwordHash: string | null): Statement {
      const claimed =
        passwordHash === null
          ? {}
          : {
              passwordHash: sql`case when ${users.lastLoginAt} is null then ${passwordHash} else ${users.passwordHash} end`,
            };
      return db
        .update(users)
        .set({ emailVerifiedAt: now, updatedAt: now, ...claimed })
        .where(and(eq(users.id, id), isNull(users.emailVerifiedAt)));
    },

    /** Holds if there is such a user. */
    existsCondition: (id: string): SQL =>
      exists(db.select({ id: users.id }).from(users).where(eq(users.id, id))),

    recordSignInStatement(id: string, now: number): Statement {
      return db.update(users).set({ lastLoginAt: now }).where(eq(users.id, id));
    },

    /** Changes what a user tells about themselves. Answers a row unless the username is somebody else's. */
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
            usernameNormalized === null
              ? undefined
              : free(other.usernameNormalized, usernameNormalized, id),
          ),
        )
        .returning(userColumns);
    },

    /**
     * Gives an active user another, verified address, if it is free and `expected` holds. What is not expected
     * voids every sign-in and every change that is under way. Answers a row if it is the user's from then on; so a retry finds done what it did.
     */
    changeEmailStatement({ id, expected, email, emailNormalized, now }: EmailChange) {
      const unchanged =
        expected === undefined
          ? undefined
          : and(
              inArray(users.emailNormalized, [expected.email, emailNormalized]),
              eq(users.signInEpoch, expected.signInEpoch),
            );
      const voiding = expected === undefined ? { signInEpoch: nextEpoch(now) } : {};
      return db
        .update(users)
        .set({ email, emailNormalized, emailVerifiedAt: now, updatedAt: now, ...voiding })
        .where(
          and(
            eq(users.id, id),
            eq(users.status, 'active'),
            unchanged,
            free(other.emailNormalized, emailNormalized, id),
          ),
        )
        .returning({ id: users.id });
    },

    /** Holds if this is the user's username now. */
    usernameIs: (id: string, usernameNormalized: string): SQL =>
      exists(
        db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.id, id), eq(users.usernameNormalized, usernameNormalized))),
      ),

    /** Holds if this is the user's address now. */
    emailIs: (id: string, emailNormalized: string): SQL =>
      exists(
        db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.id, id), eq(users.emailNormalized, emailNormalized))),
      ),

    /** Switches the mailed second step on or off. */
    setMfaEmailStatement: (id: string, enabled: boolean, now: number): Statement =>
      db.update(users).set({ mfaEmailEnabled: enabled, updatedAt: now }).where(eq(users.id, id)),

    /** Deletes up to `limit` accounts from before a moment that were never verified nor signed in to. Answers how many. */
    async deleteUnverified(before: number, limit: number): Promise<number> {
      const abandoned = db
        .select({ id: users.id })
        .from(users)
        .where(
          and(
            lt(users.createdAt, before),
            isNull(users.emailVerifiedAt),
            isNull(users.lastLoginAt),
          ),
        )
        .limit(limit);
      const { meta } = await db.delete(users).where(inArray(users.id, abandoned));
      return meta.changes;
    },
  };
}

// `insert … select` wants every column of the table, in the table's order and aliased by its name.
function newUserRow(user: NewUser) {
  const values = {
    ...user,
    status: 'active',
    roles: JSON.stringify(['user']),
    mfaEmailEnabled: 0,
    emailVerifiedAt: null,
    passwordChangedAt: user.createdAt,
    signInEpoch: user.createdAt,
    rolesChangedAt: 0,
    lockedUntil: null,
    passwordBreachedAt: null,
    lastLoginAt: null,
    updatedAt: user.createdAt,
  };
  const columns = getTableColumns(users);
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const entries = names.map((name) => [name, sql`${values[name]}`.as(columns[name].name)]);
  return Object.fromEntries(entries) as Record<keyof typeof columns, SQL.Aliased>;
}
