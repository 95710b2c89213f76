import {
  and,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lt,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { type Condition, type Database, runBatch, type Statement } from '../shared/database.ts';
import { hasSessions } from './address-rules-store.ts';
import { normalizeName } from './identifiers.ts';
import { users } from './table.ts';
import { hasAddress } from './user-look-up-store.ts';
import type { NewUser } from './user-store.ts';

/** Maximum registrations per address, so that repeating one cannot fill the table. */
const MOST_REGISTRATIONS = 5;

/** Adds users, and removes those that were never used. */
export type RegistrationStore = ReturnType<typeof createRegistrationStore>;

/** Registrations in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createRegistrationStore(db: Database) {
  return {
    register: (user: NewUser, alongside: Statement[]) => register(db, user, alongside),

    /**
     * Adds a user whose address is about to be proved, however many have registered it. `alongside`
     * runs in the same batch.
     */
    async add(user: NewUser, alongside: Statement[] = []): Promise<void> {
      const row = db.select(newUserRow(user)).from(sql`(select 1)`);
      await runBatch(db, [db.insert(users).select(row), ...alongside]);
    },

    /**
     * Adds a user whose address is proved, and returns a row if it did: only while `holds`, nobody
     * owns the address, no administrator closed it, and nobody is in use under it.
     */
    addProvedStatement(user: NewUser, holds: Condition) {
      const inUse = db
        .select({ id: users.id })
        .from(users)
        .where(and(hasAddress(user.emailNormalized), hasSessions('users')));
      const row = db
        .select(newUserRow(user, user.createdAt))
        .from(sql`(select 1)`)
        .where(and(notExists(closed(db, user.emailNormalized)), notExists(inUse), holds));
      return db.insert(users).select(row).returning({ id: users.id });
    },

    /** Undoes {@link register} for an unused user, so that the registration can be retried. */
    async removeUnused(id: string): Promise<void> {
      await db
        .delete(users)
        .where(and(eq(users.id, id), isNull(users.emailVerifiedAt), isNull(users.lastLoginAt)));
    },

    /**
     * Deletes up to `limit` accounts created before `before` (epoch milliseconds) that were never
     * verified nor signed in to. Returns how many.
     */
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
      // `meta.changes` counts what triggers change, too.
      const deleted = await db
        .delete(users)
        .where(inArray(users.id, abandoned))
        .returning({ id: users.id });
      return deleted.length;
    },
  };
}

/**
 * Adds a user unless the address has an owner or an administrator closed it, which returns the
 * same. Keeps the newest five registrations of an address, and all that were ever signed in to.
 * `usernameTaken` is judged whether or not the address is free, so it reveals nothing about the
 * address. `alongside` runs in the same batch.
 */
async function register(
  db: Database,
  user: NewUser,
  alongside: Statement[],
): Promise<{ usernameTaken: boolean }> {
  const { emailNormalized, usernameNormalized } = user;
  const holder = db
    .select({ id: users.id })
    .from(users)
    .where(
      usernameNormalized === null
        ? sql`0`
        : and(eq(users.usernameNormalized, usernameNormalized), isNotNull(users.emailVerifiedAt)),
    );
  const row = db
    .select(newUserRow(user))
    .from(sql`(select 1)`)
    .where(and(notExists(holder), notExists(closed(db, emailNormalized))));
  const [held] = await runBatch(db, [
    holder,
    db.insert(users).select(row),
    trimStatement(db, emailNormalized),
    ...alongside,
  ]);
  return { usernameTaken: held.length > 0 };
}

/** Accounts that close an address to registration: its owner's, or one that is disabled. */
const closed = (db: Database, emailNormalized: string) =>
  // biome-ignore lint/plugin/bounded-query: a condition, which ends at its first row.
  db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        hasAddress(emailNormalized),
        or(isNotNull(users.emailVerifiedAt), eq(users.status, 'disabled')),
      ),
    );

// Accounts with a sign-in stay, here or in the system they were imported from; others by age.
function trimStatement(db: Database, emailNormalized: string): Statement {
  const unproved = sql`email_normalized = ${emailNormalized} and email_verified_at is null`;
  const used = sql`(select count(*) from users where ${unproved} and last_login_at is not null)`;
  const surplus = sql`(select id from users where ${unproved} and last_login_at is null
    order by created_at desc, id desc limit -1 offset max(0, ${MOST_REGISTRATIONS} - ${used}))`;
  return db.delete(users).where(sql`${users.id} in ${surplus}`);
}

// `insert … select` requires every column of the table, in its order and aliased by its name.
function newUserRow(user: NewUser, emailVerifiedAt: number | null = null) {
  const values = {
    ...user,
    nameNormalized: normalizeName(user.displayName),
    status: 'active',
    roles: JSON.stringify(['user']),
    emailVerifiedAt,
    passwordChangedAt: user.createdAt,
    signInEpoch: user.createdAt,
    rolesChangedAt: 0,
    lockedUntil: null,
    version: 0,
    passwordBreachedAt: null,
    lastLoginAt: null,
    updatedAt: user.createdAt,
  };
  const columns = getTableColumns(users);
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const entries = names.map((name) => [name, sql`${values[name]}`.as(columns[name].name)]);
  return Object.fromEntries(entries) as Record<keyof typeof columns, SQL.Aliased>;
}
