import {
  and,
  desc,
  eq,
  exists,
  getTableColumns,
  isNotNull,
  isNull,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Database, Statement } from '../shared/database.ts';
import { factorKinds } from './factor-store.ts';
import { profiles } from './profile-store.ts';
import { passwordHistory, users } from './table.ts';
import type { User } from './user.ts';

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

/** A user with hashes of former passwords, newest first. */
export type WithFormerPasswords = User & { former: string[] };

const hasPassword = sql<number>`${users.passwordHash} is not null`.mapWith(Boolean);

/** The columns that make a {@link User}; stores that join users select these. */
export const userColumns = (({
  usernameNormalized,
  passwordBreachedAt,
  termsAcceptedAt,
  privacyPolicyAcceptedAt,
  registeredBrowser,
  registeredCountry,
  updatedAt,
  ...shown
}) => ({ ...shown, hasPassword, factors: factorKinds }))(getTableColumns(users));

/** Holds for all accounts with an address. Written in two halves so each uses a partial index. */
export const hasAddress = (emailNormalized: string): SQL | undefined =>
  or(
    and(eq(users.emailNormalized, emailNormalized), isNotNull(users.emailVerifiedAt)),
    and(eq(users.emailNormalized, emailNormalized), isNull(users.emailVerifiedAt)),
  );
/** The order of accounts with one address: its owner, then the latest registration. */
export const ownerFirst = [
  sql`${users.emailVerifiedAt} is null`,
  desc(users.createdAt),
  desc(users.id),
];

/**
 * Reads and writes users. Methods named `…Statement` build a statement for the caller's batch.
 */
export type UserStore = ReturnType<typeof createUserStore>;

/** Users in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createUserStore(db: Database) {
  return { ...lookUps(db), ...records(db), ...profiles(db) };
}

function lookUps(db: Database) {
  return {
    async findById(id: string): Promise<User | null> {
      const [user] = await db.select(userColumns).from(users).where(eq(users.id, id)).limit(1);
      return user ?? null;
    },

    /** The user with up to `count` former passwords, as of one moment; nobody if unknown. */
    listWithFormerPasswords: (id: string, count: number): Promise<WithFormerPasswords[]> =>
      db
        .select({ ...userColumns, former: formerPasswords(count) })
        .from(users)
        .where(eq(users.id, id))
        .limit(1),

    /** The owner of the address; without an owner, the latest registration. Null if neither. */
    async findByEmail(emailNormalized: string): Promise<User | null> {
      const [user] = await db
        .select(userColumns)
        .from(users)
        .where(hasAddress(emailNormalized))
        .orderBy(...ownerFirst)
        .limit(1);
      return user ?? null;
    },

    /** The owner of the address; without an owner, all registrations, newest first. */
    async listByEmail(emailNormalized: string): Promise<User[]> {
      const rows = await db
        .select(userColumns)
        .from(users)
        .where(hasAddress(emailNormalized))
        .orderBy(...ownerFirst);
      return rows[0]?.emailVerifiedAt == null ? rows : rows.slice(0, 1);
    },

    /** The account that holds the username. Only accounts with a proved address hold one. */
    listByUsername: (usernameNormalized: string): Promise<User[]> =>
      db
        .select(userColumns)
        .from(users)
        .where(
          and(eq(users.usernameNormalized, usernameNormalized), isNotNull(users.emailVerifiedAt)),
        )
        .limit(1),
  };
}

const formerPasswords = (count: number): SQL<string[]> =>
  sql`(select json_group_array(hash) from (
    select password_hash as hash from ${passwordHistory} where user_id = users.id
    order by created_at desc, id desc limit ${count}))`.mapWith((hashes: string): string[] =>
    JSON.parse(hashes),
  );

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
