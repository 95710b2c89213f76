import {
  and,
  type Column,
  desc,
  eq,
  exists,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Database, runBatch, type Statement, selectRows } from '../shared/database.ts';
import type { Role } from '../shared/role.ts';
import { passwordHistory, users } from './table.ts';
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

/** A user who comes from another system. */
export type ImportedUser = Omit<NewUser, 'passwordHash' | 'termsAcceptedAt' | 'privacyPolicyAcceptedAt' | 'timezone'> & {
  /** Null for those who sign in by a mailed code until they set a password. */
  passwordHash: string | null;
  status: 'active' | 'disabled';
  roles: Role[];
  emailVerifiedAt: number | null;
  lastLoginAt: number | null;
  importedAt: number;
};

/** Who has an id, an address or a username that others may want. */
export type Holder = { id: string; emailNormalized: string; usernameNormalized: string | null };

export type PasswordChange = {
  userId: string;
  oldHash: string | null;
  /** As it was when the change was decided. */
  signInEpoch: number;
  newHash: string;
  /** Epoch milliseconds. */
  now: number;
  /** Id of the row that the former password gets in the history. */
  historyId: string;
  keep: number;
  /** Whether the change itself proves the address, as a mailed link does. */
  verifiesEmail: boolean;
};

/** What a user changes about themselves; what is left out stays. */
export type ProfileChange = Partial<Pick<User, 'firstName' | 'lastName' | 'displayName' | 'timezone' | 'username'>> & {
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
export const userColumns = (({ usernameNormalized, passwordBreachedAt, termsAcceptedAt, privacyPolicyAcceptedAt, updatedAt, ...shown }) =>
  shown)(getTableColumns(users));

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

  // The present password as a row of the history.
  const formerPassword = (id: string, historyId: string, now: number, when?: SQL) =>
    db
      .select({
        id: sql`${historyId}`.as('id'),
        userId: users.id,
        passwordHash: users.passwordHash,
        createdAt: sql`${now}`.as('created_at'),
      })
      .from(users)
      .where(and(eq(users.id, id), isNotNull(users.passwordHash), when));

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

    /** Who has any of these ids, addresses and usernames. */
    findHolders(wanted: Holder[]): Promise<Holder[]> {
      const among = (property: keyof Holder) => sql`(select value from json_each(${JSON.stringify(wanted.map((one) => one[property]))}))`;
      return db
        .select({ id: users.id, emailNormalized: users.emailNormalized, usernameNormalized: users.usernameNormalized })
        .from(users)
        .where(
          or(
            inArray(users.id, among('id')),
            inArray(users.emailNormalized, among('emailNormalized')),
            inArray(users.usernameNormalized, among('usernameNormalized')),
          ),
        );
    },

    /** Adds users, but none whose id, address or username somebody has; answers the ids of those who were added. */
    importStatement: (imported: ImportedUser[]): Statement =>
      db
        .insert(users)
        // `where true` tells SQLite that what follows is no join constraint (https://sqlite.org/lang_upsert.html §2.2).
        .select(selectRows(users, imported.map(importedUserRow), () => sql`true`))
        .onConflictDoNothing()
        .returning({ id: users.id }),

    /** Makes the condition that a user was added by the import of that moment. */
    importedCondition:
      (importedAt: number) =>
      (id: SQL): SQL =>
        exists(
          db
            .select({ id: users.id })
            .from(users)
            .where(and(eq(users.id, id), eq(users.updatedAt, importedAt))),
        ),

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

    /** The hashes of former passwords, newest first, `count` at most. */
    async listFormerPasswords(id: string, count: number): Promise<string[]> {
      const rows = await db
        .select({ hash: passwordHistory.passwordHash })
        .from(passwordHistory)
        .where(eq(passwordHistory.userId, id))
        .orderBy(desc(passwordHistory.createdAt), desc(passwordHistory.id))
        .limit(count);
      return rows.map(({ hash }) => hash);
    },

    /**
     * Sets a password if it is still the one that was known when the change was decided (`oldHash`) and no session was ended since
     * by something stronger, such as a forced reset (`signInEpoch`), moves that one to the
     * history and keeps `keep` of those. The statements go into one batch, in this
     * order; the second answers the new epoch only if it happened, and {@link passwordIs} holds from then on.
     */
    changePasswordStatements(change: PasswordChange): [Statement, Statement, Statement] {
      const { userId, oldHash, signInEpoch, newHash, now, historyId, keep, verifiesEmail } = change;
      const sameHash = oldHash === null ? isNull(users.passwordHash) : eq(users.passwordHash, oldHash);
      const unchanged = and(eq(users.id, userId), eq(users.signInEpoch, signInEpoch), sameHash);
      const newest = db
        .select({ id: passwordHistory.id })
        .from(passwordHistory)
        .where(eq(passwordHistory.userId, userId))
        .orderBy(desc(passwordHistory.createdAt), desc(passwordHistory.id))
        .limit(keep);
      return [
        db.insert(passwordHistory).select(formerPassword(userId, historyId, now, unchanged) as never),
        db
          .update(users)
          .set({
            passwordHash: newHash,
            // Later than the last one by all means: sign-ins are told apart by it.
            passwordChangedAt: nextEpoch(now),
            signInEpoch: nextEpoch(now),
            passwordBreachedAt: null,
            updatedAt: now,
            ...(verifiesEmail ? { emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${now})` } : {}),
          })
          .where(unchanged)
          .returning({ signInEpoch: users.signInEpoch }),
        db.delete(passwordHistory).where(and(eq(passwordHistory.userId, userId), notInArray(passwordHistory.id, newest))),
      ];
    },

    /**
     * Takes the password away, so that a mailed link must set a new one, and makes every sign-in void; only if `when` holds. The
     * second statement answers the new epoch if it happened.
     */
    revokePasswordStatements(id: string, historyId: string, now: number, when?: SQL): [Statement, Statement] {
      return [
        db.insert(passwordHistory).select(formerPassword(id, historyId, now, when) as never),
        db
          .update(users)
          .set({ passwordHash: null, passwordChangedAt: nextEpoch(now), signInEpoch: nextEpoch(now), updatedAt: now })
          .where(and(eq(users.id, id), when))
          .returning({ signInEpoch: users.signInEpoch }),
      ];
    },

    /** Changes what a user tells about themselves. Answers a row unless the username is somebody else's. */
    updateProfileStatement(id: string, { consent, ...change }: ProfileChange, now: number) {
      const { usernameNormalized = null } = change;
      return db
        .update(users)
        .set({
          ...change,
          ...(consent.terms ? { termsAcceptedAt: sql`coalesce(${users.termsAcceptedAt}, ${now})` } : {}),
          ...(consent.privacyPolicy ? { privacyPolicyAcceptedAt: sql`coalesce(${users.privacyPolicyAcceptedAt}, ${now})` } : {}),
          updatedAt: now,
        })
        .where(and(eq(users.id, id), usernameNormalized === null ? undefined : free(other.usernameNormalized, usernameNormalized, id)))
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
          : and(inArray(users.emailNormalized, [expected.email, emailNormalized]), eq(users.signInEpoch, expected.signInEpoch));
      const voiding = expected === undefined ? { signInEpoch: nextEpoch(now) } : {};
      return db
        .update(users)
        .set({ email, emailNormalized, emailVerifiedAt: now, updatedAt: now, ...voiding })
        .where(and(eq(users.id, id), eq(users.status, 'active'), unchanged, free(other.emailNormalized, emailNormalized, id)))
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

    /** Holds if this is the user's password now. */
    passwordIs: (id: string, hash: string): SQL =>
      exists(
        db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.id, id), eq(users.passwordHash, hash))),
      ),

    /** Flags an account whose present password was found in a leak; not if it was changed meanwhile. */
    async flagBreachedPassword(id: string, passwordHash: string, now: number): Promise<boolean> {
      const flagged = await db
        .update(users)
        .set({ passwordBreachedAt: now })
        .where(and(eq(users.id, id), eq(users.passwordHash, passwordHash)))
        .returning({ id: users.id });
      return flagged.length > 0;
    },

    /** Switches the mailed second step on or off. */
    setMfaEmailStatement: (id: string, enabled: boolean, now: number): Statement =>
      db.update(users).set({ mfaEmailEnabled: enabled, updatedAt: now }).where(eq(users.id, id)),

    /** Deletes up to `limit` accounts from before a moment that were never verified nor signed in to. Answers how many. */
    async deleteUnverified(before: number, limit: number): Promise<number> {
      const abandoned = db
        .select({ id: users.id })
        .from(users)
        .where(and(lt(users.createdAt, before), isNull(users.emailVerifiedAt), isNull(users.lastLoginAt)))
        .limit(limit);
      const { meta } = await db.delete(users).where(inArray(users.id, abandoned));
      return meta.changes;
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

/** The epoch of sign-ins that count from now on, in epoch milliseconds. */
export const nextEpoch = (now: number) => sql<number>`max(${now}, ${users.signInEpoch} + 1)`;

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

function importedUserRow({ importedAt, roles, ...user }: ImportedUser) {
  return {
    ...user,
    timezone: 'UTC',
    roles: JSON.stringify(roles),
    mfaEmailEnabled: 0,
    passwordChangedAt: user.passwordHash === null ? null : user.createdAt,
    passwordBreachedAt: null,
    termsAcceptedAt: null,
    privacyPolicyAcceptedAt: null,
    updatedAt: importedAt,
    signInEpoch: importedAt,
    rolesChangedAt: 0,
    lockedUntil: null,
  };
}
