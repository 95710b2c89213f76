import { and, eq, exists, getTableColumns, isNull, notExists, type SQL, sql } from 'drizzle-orm';
import { type Database, runBatch, type Statement } from '../shared/database.ts';
import { users } from './table.ts';
import type { User } from './user.ts';

export type NewUser = {
  id: string;
  email: string;
  emailNormalized: string;
  username: string | null;
  usernameNormalized: string | null;
  passwordHash: string;
  firstName: string;
  lastName: string;
  displayName: string;
  timezone: string;
  termsAcceptedAt: number | null;
  privacyPolicyAcceptedAt: number | null;
  createdAt: number;
};

/** The columns that make a {@link User}; stores that join users select these. */
export const userColumns = (({ usernameNormalized, passwordBreachedAt, termsAcceptedAt, privacyPolicyAcceptedAt, updatedAt, ...shown }) =>
  shown)(getTableColumns(users));

/** All reading and writing of users. Methods named `…Statement` build a statement for the caller's batch. */
export type UserStore = ReturnType<typeof createUserStore>;

/** Users in D1. Every method throws `storage_unavailable` when D1 does not answer. */
export function createUserStore(db: Database) {
  async function first(where: ReturnType<typeof eq>): Promise<User | null> {
    const [user] = await db.select(userColumns).from(users).where(where).limit(1);
    return user ?? null;
  }

  return {
    findById: (id: string) => first(eq(users.id, id)),
    findByEmail: (emailNormalized: string) => first(eq(users.emailNormalized, emailNormalized)),
    findByUsername: (usernameNormalized: string) => first(eq(users.usernameNormalized, usernameNormalized)),

    /**
     * Adds a user unless the address is taken, which is answered the same way; `usernameTaken` comes first, and comes
     * whether or not the address is free, so that it says nothing about the address. `alongside` runs in the same batch.
     */
    async add(user: NewUser, alongside: Statement[]): Promise<{ usernameTaken: boolean }> {
      const holder = db
        .select({ id: users.id })
        .from(users)
        .where(user.usernameNormalized === null ? sql`0` : eq(users.usernameNormalized, user.usernameNormalized));
      const row = db.select(newUserRow(user)).from(sql`(select 1)`).where(notExists(holder));
      const insert = db.insert(users).select(row).onConflictDoNothing({ target: users.emailNormalized });
      const [held] = await runBatch(db, [holder, insert, ...alongside]);
      return { usernameTaken: (held as unknown[]).length > 0 };
    },

    /** Takes back {@link add} for a user that nobody has used, so that the whole registration can be tried again. */
    async removeUnused(id: string): Promise<void> {
      await db.delete(users).where(and(eq(users.id, id), isNull(users.emailVerifiedAt), isNull(users.lastLoginAt)));
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
    existsCondition: (id: string): SQL => exists(db.select({ id: users.id }).from(users).where(eq(users.id, id))),

    recordSignInStatement(id: string, now: number): Statement {
      return db.update(users).set({ lastLoginAt: now }).where(eq(users.id, id));
    },

    /** Replaces the hash of an unchanged password by one with today's parameters; not if it was changed meanwhile. */
    async rehash(id: string, oldHash: string, newHash: string): Promise<void> {
      await db
        .update(users)
        .set({ passwordHash: newHash })
        .where(and(eq(users.id, id), eq(users.passwordHash, oldHash)));
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
    passwordBreachedAt: null,
    lastLoginAt: null,
    updatedAt: user.createdAt,
  };
  const columns = getTableColumns(users);
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const entries = names.map((name) => [name, sql`${values[name]}`.as(columns[name].name)]);
  return Object.fromEntries(entries) as Record<keyof typeof columns, SQL.Aliased>;
}
