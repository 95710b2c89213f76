import { and, eq, exists, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Condition, Database, Statement } from '../shared/database.ts';
import type { Role } from '../shared/role.ts';
import { nextEpoch, users } from './table.ts';
import { createUserNames } from './user-names-store.ts';
import { hasRole, recordColumns, type UserRecord } from './user-record-store.ts';
import { createUserSearch } from './user-search-store.ts';

export type { UserRecord } from './user-record-store.ts';

// Another row of the same table.
const other = alias(users, 'other');

/**
 * Users as administrators see and change them. Methods named `…Statement` build a statement for the
 * caller's batch.
 */
export type UserDirectoryStore = ReturnType<typeof createUserDirectoryStore>;

/** The directory of users in D1. */
export function createUserDirectoryStore(db: Database) {
  const admins = adminRules(db);
  return {
    ...createUserSearch(db),
    ...createUserNames(db),
    ...records(db, admins),
    ...roles(db, admins),
    ...statuses(db, admins),
    ...erasure(db, admins),
  };
}

type AdminRules = ReturnType<typeof adminRules>;

function adminRules(db: Database) {
  const anotherAdmin = (id: string) =>
    exists(
      db
        .select({ id: other.id })
        .from(other)
        .where(and(ne(other.id, id), eq(other.status, 'active'), hasRole(other, 'admin'))),
    );
  return {
    anotherAdmin,
    /** Holds unless the user is the only admin who is not disabled. */
    notLastAdmin: (id: string) =>
      or(sql`${users.roles} not like '%"admin"%'`, eq(users.status, 'disabled'), anotherAdmin(id)),
  };
}

function records(db: Database, { anotherAdmin }: AdminRules) {
  const active = eq(users.status, 'active');
  return {
    /** All stored data of a user; null for an unknown id. */
    async findRecord(id: string): Promise<UserRecord | null> {
      const [record] = await db.select(recordColumns).from(users).where(eq(users.id, id)).limit(1);
      return record ?? null;
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
  };
}

function roles(db: Database, { notLastAdmin }: AdminRules) {
  const mayHaveRoles = (id: string, roles: Role[]) =>
    and(
      eq(users.id, id),
      roles.includes('admin') ? undefined : notLastAdmin(id),
      roles.length > 1 ? isNotNull(users.emailVerifiedAt) : undefined,
    );

  return {
    /**
     * Holds if the user may have these roles: the last admin cannot be demoted, and roles above
     * `user` require a proved address.
     */
    rolesCondition: (id: string, roles: Role[]): SQL =>
      exists(db.select({ id: users.id }).from(users).where(mayHaveRoles(id, roles))),

    /** Sets the roles and returns `rolesChangedAt`; nothing unless {@link rolesCondition} holds. */
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
  };
}

function statuses(db: Database, { notLastAdmin }: AdminRules) {
  return {
    /**
     * Disables a user, voids their sign-ins and returns the new epoch; does nothing to the last
     * admin.
     */
    disableStatement: (id: string, now: number) =>
      db
        .update(users)
        .set({ status: 'disabled', signInEpoch: nextEpoch(now), updatedAt: now })
        .where(and(eq(users.id, id), notLastAdmin(id)))
        .returning({ signInEpoch: users.signInEpoch }),

    enableStatement: (id: string, now: number): Statement =>
      db.update(users).set({ status: 'active', updatedAt: now }).where(eq(users.id, id)),

    /** Locks a user until `until` (epoch milliseconds); null unlocks. */
    lockStatement: (id: string, until: number | null, now: number): Statement =>
      db.update(users).set({ lockedUntil: until, updatedAt: now }).where(eq(users.id, id)),

    /** Voids every sign-in so far, if `when` holds, and returns the new epoch. */
    raiseEpochStatement: (id: string, now: number, when?: Condition) =>
      db
        .update(users)
        .set({ signInEpoch: nextEpoch(now) })
        .where(and(eq(users.id, id), when))
        .returning({ signInEpoch: users.signInEpoch }),
  };
}

function erasure(db: Database, { notLastAdmin }: AdminRules) {
  return {
    /**
     * Deletes a user, with sessions and former passwords, unless it is the last admin. Returns a
     * row only if it happened.
     */
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
