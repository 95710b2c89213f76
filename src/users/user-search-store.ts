import {
  and,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { type Database, runBatch } from '../shared/database.ts';
import type { Role } from '../shared/role.ts';
import { normalizeEmail } from './identifiers.ts';
import { users } from './table.ts';
import { hasRole, recordColumns, type UserRecord } from './user-record-store.ts';

export const USER_STATUSES = ['active', 'disabled', 'unverified', 'locked'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

export type UserQuery = {
  /** The beginning of an address or username, in any case, or a whole id. */
  query: string | undefined;
  status: UserStatus | undefined;
  role: Role | undefined;
  cursor: string | undefined;
  limit: number;
  /** Epoch milliseconds. */
  now: number;
};

const beginsWith = (column: SQL, text: string) =>
  and(sql`${column} >= ${text}`, sql`${column} < ${`${text}\u{10ffff}`}`);
/** Finds and counts users, for administrators. */
export function createUserSearch(db: Database) {
  return {
    /** Matching users, newest first, and one more than `limit` if there are more. */
    list({ query, status, role, cursor, limit, now }: UserQuery): Promise<UserRecord[]> {
      const fits = and(
        query === undefined ? undefined : matches(db, query),
        status === undefined ? undefined : inStatus(status, now),
        role === undefined || role === 'user' ? undefined : hasRole(users, role),
        cursor === undefined ? undefined : lt(users.id, cursor),
      );
      return db
        .select(recordColumns)
        .from(users)
        .where(fits)
        .orderBy(desc(users.id))
        .limit(limit + 1);
    },

    /** Counts users who are locked by an administrator, and admins: few, each by an index. */
    async countRare(now: number): Promise<{ locked: number; admins: number }> {
      const counted = (where?: SQL) => db.select({ count: count() }).from(users).where(where);
      const [[locked], [admins]] = await runBatch(db, [
        counted(gte(users.lockedUntil, now)),
        counted(hasRole(users, 'admin')),
      ]);
      return { locked: locked?.count ?? 0, admins: admins?.count ?? 0 };
    },
  };
}

function matches(db: Database, query: string): SQL | undefined {
  const text = query.trim().toLowerCase();
  const verified = isNotNull(users.emailVerifiedAt);
  const unverified = isNull(users.emailVerifiedAt);
  const address = eq(users.emailNormalized, normalizeEmail(query));
  const addresses = beginsWith(sql`${users.emailNormalized}`, text);
  const usernames = beginsWith(sql`${users.usernameNormalized}`, text);
  // Each term repeats the condition of its index; otherwise SQLite reads the whole table.
  return or(
    eq(users.id, query),
    and(address, verified),
    and(address, unverified),
    and(addresses, verified),
    and(addresses, unverified),
    and(usernames, verified),
    inArray(users.id, db.select({ id: users.id }).from(users).where(and(unverified, usernames))),
  );
}

function inStatus(status: UserStatus, now: number): SQL | undefined {
  switch (status) {
    case 'active':
      return eq(users.status, 'active');
    case 'disabled':
      return eq(users.status, 'disabled');
    case 'unverified':
      return isNull(users.emailVerifiedAt);
    case 'locked':
      return gte(users.lockedUntil, now);
  }
}
