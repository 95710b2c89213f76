import {
  and,
  desc,
  eq,
  exists,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lt,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
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
  passwordHash: string;
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
  newHash: string;
  /** Epoch milliseconds. */
  now: number;
  /** Id of the row that the former password gets in the history. */
  historyId: string;
  keep: number;
  /** Whether the change itself proves the address, as a mailed link does. */
  verifiesEmail: boolean;
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
     * Sets a password if it is still the one that was known when the change was decided (`oldHash`), moves that one to the
     * history and keeps `keep` of those. The statements go into one batch, in this
     * order; the second answers a row only if it happened, and {@link passwordIs} holds from then on.
     */
    changePasswordStatements(change: PasswordChange): [Statement, Statement, Statement] {
      const { userId, oldHash, newHash, now, historyId, keep, verifiesEmail } = change;
      const unchanged = and(eq(users.id, userId), oldHash === null ? isNull(users.passwordHash) : eq(users.passwordHash, oldHash));
      const former = db
        .select({
          id: sql`${historyId}`.as('id'),
          userId: users.id,
          passwordHash: users.passwordHash,
          createdAt: sql`${now}`.as('created_at'),
        })
        .from(users)
        .where(and(unchanged, isNotNull(users.passwordHash)));
      const newest = db
        .select({ id: passwordHistory.id })
        .from(passwordHistory)
        .where(eq(passwordHistory.userId, userId))
        .orderBy(desc(passwordHistory.createdAt), desc(passwordHistory.id))
        .limit(keep);
      return [
        db.insert(passwordHistory).select(former as never),
        db
          .update(users)
          .set({
            passwordHash: newHash,
            passwordChangedAt: now,
            passwordBreachedAt: null,
            updatedAt: now,
            ...(verifiesEmail ? { emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${now})` } : {}),
          })
          .where(unchanged)
          .returning({ id: users.id }),
        db.delete(passwordHistory).where(and(eq(passwordHistory.userId, userId), notInArray(passwordHistory.id, newest))),
      ];
    },

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
  };
}
