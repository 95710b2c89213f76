import { and, eq, gte, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { normalizeEmail, normalizeName } from './identifiers.ts';
import { userFactors, users } from './table.ts';
import {
  identityIn,
  lastSeenBetween,
  type UserFilters,
  type UserQuery,
  type UserStatus,
} from './user-query.ts';
import { hasRole } from './user-record-store.ts';

/** A condition on users. */
export type UserFilter = {
  holds: SQL | undefined;
  /** Selects the ids of the users it holds for, by an index; null if each must be tried. */
  ids: SQL | null;
  /** Whether an order by last sign-in begins and ends by it. */
  isOrder?: boolean;
};

const verified = isNotNull(users.emailVerifiedAt);
const unverified = isNull(users.emailVerifiedAt);
// Written out, since Drizzle’s parameters would hide from SQLite that the index is meant.
const disabled = sql`${users.status} = 'disabled'`;
const hasFactor = sql`exists (select 1 from ${userFactors} where ${userFactors.userId} = ${users.id})`;

/** The conditions of a query. */
export function filtersOf(db: Database, query: UserQuery): UserFilter[] {
  const { query: text, status, role, verified: isVerified, secondFactor, lastSeen } = query;
  const filters: UserFilter[] = [];
  const found = (holds: SQL | undefined, ids = idsWhere(db, holds)) => filters.push({ holds, ids });
  const tried = (holds: SQL) => filters.push({ holds, ids: null });
  if (text !== undefined) found(matches(text));
  if (status === 'active') tried(eq(users.status, 'active'));
  if (status !== undefined && status !== 'active') found(inStatus(status, query.now));
  // Everybody is a user.
  if (role !== undefined && role !== 'user') found(hasRole(users, role));
  if (isVerified !== undefined) found(isVerified ? verified : unverified);
  if (secondFactor === true) found(hasFactor, sql`select distinct user_id from ${userFactors}`);
  if (secondFactor === false) tried(sql`not ${hasFactor}`);
  if (lastSeen !== undefined) {
    const holds = wasSeen(lastSeen, query.now);
    filters.push({ holds, ids: idsWhere(db, holds), isOrder: query.sort === 'last_sign_in' });
  }
  return filters;
}

const idsWhere = (db: Database, holds: SQL | undefined): SQL =>
  // biome-ignore lint/plugin/bounded-query: who takes these ids limits them.
  db.select({ id: users.id }).from(users).where(holds).getSQL();

/** A condition that is tried on each row and never leads SQLite to another index. */
export const asTried = (holds: SQL | undefined): SQL => sql`+(${holds})`;

const beginsWith = (column: SQL, text: string) =>
  and(sql`${column} >= ${text}`, sql`${column} < ${`${text}\u{10ffff}`}`);

function matches(query: string): SQL | undefined {
  const text = normalizeName(query);
  const address = eq(users.emailNormalized, normalizeEmail(query));
  const addresses = beginsWith(sql`${users.emailNormalized}`, text);
  const usernames = beginsWith(sql`${users.usernameNormalized}`, text);
  const names = beginsWith(sql`${users.nameNormalized}`, text);
  // Each term repeats the condition of its index; otherwise SQLite reads the whole table.
  return or(
    eq(users.id, text),
    ...hasIdentity(query),
    and(address, verified),
    and(address, unverified),
    and(addresses, verified),
    and(addresses, unverified),
    and(usernames, verified),
    and(usernames, unverified, isNotNull(users.usernameNormalized)),
    and(names, sql`${users.nameNormalized} <> ''`),
  );
}

/** Who has the account at a provider that a text names; no condition for one that names none. */
function hasIdentity(query: string): SQL[] {
  const named = identityIn(query);
  if (named === null) return [];
  return [
    sql`${users.id} in (select user_id from user_identities
      where provider = ${named.provider} and subject = ${named.subject})`,
  ];
}

function inStatus(status: Exclude<UserStatus, 'active'>, now: number): SQL {
  switch (status) {
    case 'disabled':
      return disabled;
    case 'unverified':
      return unverified;
    case 'locked':
      return gte(users.lockedUntil, now);
  }
}

function wasSeen(lastSeen: NonNullable<UserFilters['lastSeen']>, now: number): SQL | undefined {
  const between = lastSeenBetween(lastSeen, now);
  if (between === null) return isNull(users.lastLoginAt);
  return and(gte(users.lastLoginAt, between[0]), lt(users.lastLoginAt, between[1]));
}
