import { and, eq, exists, isNotNull, isNull, ne, notExists, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database, Statement } from '../shared/database.ts';
import { users } from './table.ts';

// Another row of the same table.
const other = alias(users, 'other');

/**
 * Holds if the account has had a sign-in here or has a factor, so that what hangs on it may be a
 * stranger's. The rows of sessions are flushed; the last sign-in stays. One before the first epoch,
 * while nothing has changed, is of the system that the account was imported from. Sessions belong
 * to a folder above, so their table is named, not imported; so are the columns, which Drizzle
 * leaves unqualified in a list of fields.
 */
export const hasSessions = (table: 'users' | 'other'): SQL => {
  const row = sql.identifier(table);
  return sql`(
    (${row}.last_login_at is not null
      and (${row}.version > 0 or ${row}.last_login_at >= ${row}.sign_in_epoch))
    or exists (select 1 from sessions where sessions.user_id = ${row}.id)
    or exists (select 1 from user_factors where user_factors.user_id = ${row}.id))`;
};

/**
 * Conditions for a row to have its address proved. An address has one owner; mere registrations
 * yield, but accounts in use must be erased first, so that their sessions end.
 */
export function addressRules(db: Database) {
  const others = (
    emailNormalized: string | typeof users.emailNormalized,
    ...more: (SQL | undefined)[]
  ) =>
    // biome-ignore lint/plugin/bounded-query: a part of conditions.
    db
      .select({ id: other.id })
      .from(other)
      .where(and(eq(other.emailNormalized, emailNormalized), ne(other.id, users.id), ...more));
  const unproved = isNull(other.emailVerifiedAt);
  const usernameHeld = exists(
    db
      .select({ id: other.id })
      .from(other)
      .where(
        and(
          eq(other.usernameNormalized, users.usernameNormalized),
          isNotNull(other.emailVerifiedAt),
          ne(other.id, users.id),
        ),
      ),
  );

  return {
    /** Holds if this row may own the address. */
    yields: (emailNormalized: string | typeof users.emailNormalized): SQL | undefined =>
      and(
        notExists(others(emailNormalized, isNotNull(other.emailVerifiedAt))),
        notExists(others(emailNormalized, unproved, hasSessions('other'))),
      ),

    /** Holds if no other account has registered the address. */
    isAlone: notExists(others(users.emailNormalized, unproved)),

    /** The username, or null if a verified account has taken it since. */
    freeUsername: {
      username: sql<null>`case when ${usernameHeld} then null else ${users.username} end`,
      usernameNormalized: sql<null>`case when ${usernameHeld} then null
        else ${users.usernameNormalized} end`,
    },

    yieldStatement: (id: string, emailNormalized: SQL | string) =>
      yieldStatement(db, id, emailNormalized),
  };
}

/** Removes other registrations of an address that this user owns; those in use stay. */
function yieldStatement(db: Database, id: string, emailNormalized: SQL | string): Statement {
  const owner = db
    .select({ id: other.id })
    .from(other)
    .where(
      and(
        eq(other.id, id),
        eq(other.emailNormalized, users.emailNormalized),
        isNotNull(other.emailVerifiedAt),
      ),
    );
  return db
    .delete(users)
    .where(
      and(
        eq(users.emailNormalized, emailNormalized),
        isNull(users.emailVerifiedAt),
        ne(users.id, id),
        sql`not ${hasSessions('users')}`,
        exists(owner),
      ),
    );
}
