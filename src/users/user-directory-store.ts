import {
  and,
  type Column,
  count,
  countDistinct,
  desc,
  eq,
  exists,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Database, runBatch, type Statement } from '../shared/database.ts';
import type { Role } from '../shared/role.ts';
import { factorKinds } from './factor-store.ts';
import { normalizeEmail } from './identifiers.ts';
import { nextEpoch, userFactors, users } from './table.ts';

export const USER_STATUSES = ['active', 'disabled', 'unverified', 'locked'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

export type UserQuery = {
  /** The beginning of an address or username, in whatever case, or a whole id. */
  query: string | undefined;
  status: UserStatus | undefined;
  role: Role | undefined;
  cursor: string | undefined;
  limit: number;
  /** Epoch milliseconds. */
  now: number;
};

const { passwordHash, emailNormalized, usernameNormalized, ...shown } = getTableColumns(users);
/** Everything but the password, of which it is only told that there is one. */
const recordColumns = {
  ...shown,
  hasPassword: sql<number>`${passwordHash} is not null`.mapWith(Boolean),
  factors: factorKinds,
};
/** All that is held on a user, for the owner and for administrators. */
export type UserRecord = Omit<
  typeof users.$inferSelect,
  'passwordHash' | 'emailNormalized' | 'usernameNormalized'
> & {
  hasPassword: boolean;
  factors: string[];
};

// The first condition is the one of the index of privileged users.
const hasRole = (table: { roles: Column }, role: Role) =>
  and(sql`${table.roles} <> '["user"]'`, sql`${table.roles} like ${`%"${role}"%`}`);
const beginsWith = (column: SQL, text: string) =>
  and(sql`${column} >= ${text}`, sql`${column} < ${`${text}\u{10ffff}`}`);
// Another row of the same table.
const other = alias(users, 'other');

/** Users as administrators see and change them. Methods named `…Statement` build a statement for the caller's batch. */
export type UserDirectoryStore = ReturnType<typeof createUserDirectoryStore>;

/** The directory of users in D1. */
export function createUserDirectoryStore(db: Database) {
  const anotherAdmin = (id: string) =>
    exists(
      db
        .select({ id: other.id })
        .from(other)
        .where(and(ne(other.id, id), eq(other.status, 'active'), hasRole(other, 'admin'))),
    );
  /** Holds unless the user is the only admin who is not disabled. */
  const notLastAdmin = (id: string) =>
    or(sql`${users.roles} not like '%"admin"%'`, eq(users.status, 'disabled'), anotherAdmin(id));
  const active = eq(users.status, 'active');

  const mayHaveRoles = (id: string, roles: Role[]) =>
    and(
      eq(users.id, id),
      roles.includes('admin') ? undefined : notLastAdmin(id),
      roles.length > 1 ? isNotNull(users.emailVerifiedAt) : undefined,
    );

  function matches(query: string): SQL | undefined {
    const text = query.trim().toLowerCase();
    const verified = isNotNull(users.emailVerifiedAt);
    const unverified = isNull(users.emailVerifiedAt);
    const address = eq(users.emailNormalized, normalizeEmail(query));
    const addresses = beginsWith(sql`${users.emailNormalized}`, text);
    const usernames = beginsWith(sql`${users.usernameNormalized}`, text);
    // Each term says the condition of its index, or SQLite would read the whole table.
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
        return active;
      case 'disabled':
        return eq(users.status, 'disabled');
      case 'unverified':
        return isNull(users.emailVerifiedAt);
      case 'locked':
        return gte(users.lockedUntil, now);
    }
  }

  return {
    /** All that is held on a user, or null. */
    async findRecord(id: string): Promise<UserRecord | null> {
      const [record] = await db.select(recordColumns).from(users).where(eq(users.id, id)).limit(1);
      return record ?? null;
    },

    /** Users that fit, the newest first, and one more than `limit` if there are more. */
    list({ query, status, role, cursor, limit, now }: UserQuery): Promise<UserRecord[]> {
      const fits = and(
        query === undefined ? undefined : matches(query),
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

    /** Counts for a dashboard. `now` and `since` in epoch milliseconds. */
    async count({ now, since }: { now: number; since: number }) {
      const counted = (where?: SQL) => db.select({ count: count() }).from(users).where(where);
      const results = await runBatch(db, [
        counted(),
        counted(eq(users.status, 'disabled')),
        counted(isNull(users.emailVerifiedAt)),
        db.select({ count: countDistinct(userFactors.userId) }).from(userFactors),
        counted(gte(users.lockedUntil, now)),
        counted(hasRole(users, 'admin')),
        counted(gte(users.createdAt, since)),
      ]);
      const [
        total = 0,
        disabled = 0,
        unverified = 0,
        secondFactor = 0,
        locked = 0,
        admins = 0,
        recent = 0,
      ] = (results as { count: number }[][]).map(([row]) => row?.count ?? 0);
      return { total, disabled, unverified, secondFactor, locked, admins, recent };
    },

    /** Whether the user is the only admin who is not disabled. */
    async isLastAdmin(id: string): Promise<boolean> {
      const [row] = await db
        .select({ id: users.id })
        .from(users)
        .where(
          and(eq(users.id, id), hasRole(users, 'admin'), active, sql`not ${anotherAdmin(id)}`),
        );
      return row !== undefined;
    },

    /** Holds if the user may have these roles: the last admin stays, and whoever has more than others has proved the address. */
    rolesCondition: (id: string, roles: Role[]): SQL =>
      exists(db.select({ id: users.id }).from(users).where(mayHaveRoles(id, roles))),

    /** Gives a user these roles and answers when (`rolesChangedAt`); nothing unless {@link rolesCondition} holds. */
    setRolesStatement: (id: string, roles: Role[], now: number) =>
      db
        .update(users)
        .set({
          roles,
          rolesChangedAt: sql`max(${now}, ${users.rolesChangedAt} + 1)`,
          updatedAt: now,
        })
        .where(mayHaveRoles(id, roles))
        .returning({ rolesChangedAt: users.rolesChangedAt }),

    /** Disables a user, whose sign-ins are void from then on, and answers the new epoch; nothing if it is the last admin. */
    disableStatement: (id: string, now: number) =>
      db
        .update(users)
        .set({ status: 'disabled', signInEpoch: nextEpoch(now), updatedAt: now })
        .where(and(eq(users.id, id), notLastAdmin(id)))
        .returning({ signInEpoch: users.signInEpoch }),

    enableStatement: (id: string, now: number): Statement =>
      db.update(users).set({ status: 'active', updatedAt: now }).where(eq(users.id, id)),

    /** Keeps a user from signing in until a moment, or no longer. Epoch milliseconds. */
    lockStatement: (id: string, until: number | null, now: number): Statement =>
      db.update(users).set({ lockedUntil: until, updatedAt: now }).where(eq(users.id, id)),

    /** Makes every sign-in so far void and answers the new epoch. */
    raiseEpochStatement: (id: string, now: number) =>
      db
        .update(users)
        .set({ signInEpoch: nextEpoch(now) })
        .where(eq(users.id, id))
        .returning({ signInEpoch: users.signInEpoch }),

    /** Deletes a user, with sessions and former passwords, unless it is the last admin. Answers a row only if it happened. */
    deleteStatement: (id: string) =>
      db
        .delete(users)
        .where(and(eq(users.id, id), notLastAdmin(id)))
        .returning({ id: users.id }),

    /** Holds if {@link deleteStatement} would delete the user. */
    erasableCondition: (id: string): SQL =>
      exists(
        db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.id, id), notLastAdmin(id))),
      ),

    /** Holds if there is no such user. */
    goneCondition: (id: string): SQL =>
      sql`not exists (select 1 from ${users} where ${users.id} = ${id})`,
  };
}
