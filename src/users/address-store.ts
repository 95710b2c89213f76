import {
  and,
  eq,
  exists,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Database, runBatch, type Statement } from '../shared/database.ts';
import { nextEpoch, users } from './table.ts';
import type { User } from './user.ts';
import { hasAddress, type NewUser, ownerFirst, userColumns } from './user-store.ts';

/** An account whose address nobody has proved yet. */
export type Registration = User & {
  /** Whether somebody has signed in to it, even if that session has ended. */
  hasSessions: boolean;
  registeredBrowser: string | null;
  registeredCountry: string | null;
};

/** Who proved an address, and who only registered it, the newest first. */
export type AddressHolders = { owner: User | null; registrations: Registration[] };

export type Proof = {
  registration: Registration;
  /** Whether password and sessions stay; if not, both are void. */
  keeps: boolean;
  /** Whether nobody may have signed in, nor registered the address as well. */
  alone: boolean;
  /** Epoch milliseconds. */
  now: number;
};

export type EmailChange = {
  id: string;
  /** What the user still has: the normalised address or the new one, and the epoch of sign-ins. Left out: whatever it is. */
  expected?: { email: string; signInEpoch: number };
  email: string;
  emailNormalized: string;
  /** A second step that was switched on at or after this is taken away (epoch milliseconds). */
  dropsSecondStepSince?: number;
  /** Epoch milliseconds. */
  now: number;
};

/** Registrations of one address at the most: a stranger who repeats one fills no table. */
const MOST_REGISTRATIONS = 5;

// Another row of the same table.
const other = alias(users, 'other');

/**
 * Holds if somebody has signed in to an account. Sessions belong to a folder above, so their table is named, not imported; and
 * so is the column, which Drizzle would leave unqualified in a list of fields.
 */
export const hasSessions = (table: 'users' | 'other'): SQL =>
  sql`exists (select 1 from sessions where sessions.user_id = ${sql.identifier(table)}.id)`;

/**
 * What must hold for a row to have its address proved. An address has one owner; whoever only registered it yields, but
 * accounts in use must be erased first, so that their sessions end.
 */
export function addressRules(db: Database) {
  const others = (
    emailNormalized: string | typeof users.emailNormalized,
    ...more: (SQL | undefined)[]
  ) =>
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
    /** Holds if the address may become this row's own. */
    yields: (emailNormalized: string | typeof users.emailNormalized): SQL | undefined =>
      and(
        notExists(others(emailNormalized, isNotNull(other.emailVerifiedAt))),
        notExists(others(emailNormalized, unproved, hasSessions('other'))),
      ),

    /** Holds if nobody else registered the address. */
    isAlone: notExists(others(users.emailNormalized, unproved)),

    /** The username, unless a verified account has taken it meanwhile. */
    freeUsername: {
      username: sql<null>`case when ${usernameHeld} then null else ${users.username} end`,
      usernameNormalized: sql<null>`case when ${usernameHeld} then null else ${users.usernameNormalized} end`,
    },

    /** Removes registrations of an address that is this user's own by now; those in use stay, since their sessions would. */
    yieldStatement(id: string, emailNormalized: SQL | string): Statement {
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
    },
  };
}

/** Who has which address. Methods named `…Statement` build a statement for the caller's batch. */
export type AddressStore = ReturnType<typeof createAddressStore>;

/** Addresses, proved and registered, in D1. Every method throws `storage_unavailable` when D1 does not answer. */
export function createAddressStore(db: Database) {
  const rules = addressRules(db);

  return {
    /** Who proved an address, and who registered it. Without an owner the registrations are all there is. */
    async listHolders(emailNormalized: string): Promise<AddressHolders> {
      const rows = await db
        .select({
          ...userColumns,
          registeredBrowser: users.registeredBrowser,
          registeredCountry: users.registeredCountry,
          hasSessions: hasSessions('users').mapWith(Boolean),
        })
        .from(users)
        .where(hasAddress(emailNormalized))
        .orderBy(...ownerFirst);
      return {
        owner: rows.find((row) => row.emailVerifiedAt !== null) ?? null,
        registrations: rows.filter((row) => row.emailVerifiedAt === null) as Registration[],
      };
    },

    /**
     * Adds a user unless the address has an owner or is closed by an administrator, which is answered the same way. Of one
     * address the newest five are kept, and all that were ever signed in to. `usernameTaken` comes first, and comes whether
     * or not the address is free, so that it says nothing about the address. `alongside` runs in the same batch.
     */
    async register(user: NewUser, alongside: Statement[]): Promise<{ usernameTaken: boolean }> {
      const { emailNormalized, usernameNormalized } = user;
      const holder = db
        .select({ id: users.id })
        .from(users)
        .where(
          usernameNormalized === null
            ? sql`0`
            : and(
                eq(users.usernameNormalized, usernameNormalized),
                isNotNull(users.emailVerifiedAt),
              ),
        );
      const closed = db
        .select({ id: users.id })
        .from(users)
        .where(
          and(
            hasAddress(emailNormalized),
            or(isNotNull(users.emailVerifiedAt), eq(users.status, 'disabled')),
          ),
        );
      const row = db
        .select(newUserRow(user))
        .from(sql`(select 1)`)
        .where(and(notExists(holder), notExists(closed)));
      const [held] = await runBatch(db, [
        holder,
        db.insert(users).select(row),
        trimStatement(db, emailNormalized),
        ...alongside,
      ]);
      return { usernameTaken: (held as unknown[]).length > 0 };
    },

    /** Adds a user whose address is about to be proved, however many have registered it. `alongside` runs in the same batch. */
    async add(user: NewUser, alongside: Statement[] = []): Promise<void> {
      const row = db.select(newUserRow(user)).from(sql`(select 1)`);
      await runBatch(db, [db.insert(users).select(row), ...alongside]);
    },

    /** Takes back {@link register} for a user that nobody has used, so that the whole registration can be tried again. */
    async removeUnused(id: string): Promise<void> {
      await db
        .delete(users)
        .where(and(eq(users.id, id), isNull(users.emailVerifiedAt), isNull(users.lastLoginAt)));
    },

    /**
     * Makes the address of a registration its own, if nothing has changed since that was read and no other account has it
     * or is in use under it. Without its password every sign-in so far is void. Answers a row only if it happened, with the
     * username, which is gone if a verified account has it by now.
     */
    proveStatement({ registration, keeps, alone, now }: Proof) {
      const { id, passwordHash, signInEpoch } = registration;
      const voided = {
        passwordHash: null,
        passwordChangedAt: nextEpoch(now),
        signInEpoch: nextEpoch(now),
        passwordBreachedAt: null,
      };
      return db
        .update(users)
        .set({
          emailVerifiedAt: now,
          updatedAt: now,
          ...rules.freeUsername,
          ...(keeps ? {} : voided),
        })
        .where(
          and(
            eq(users.id, id),
            isNull(users.emailVerifiedAt),
            eq(users.status, 'active'),
            eq(users.signInEpoch, signInEpoch),
            sql`${users.passwordHash} is ${passwordHash}`,
            alone || !keeps ? sql`not ${hasSessions('users')}` : undefined,
            alone ? rules.isAlone : undefined,
            rules.yields(users.emailNormalized),
          ),
        )
        .returning({ username: users.username });
    },

    /**
     * The same on the word of an administrator, who vouches for the address and for no password: that and every sign-in are
     * void, while the account stays the one that was meant.
     */
    vouchStatement(id: string, now: number) {
      return db
        .update(users)
        .set({
          emailVerifiedAt: now,
          updatedAt: now,
          ...rules.freeUsername,
          passwordHash: null,
          passwordBreachedAt: null,
        })
        .where(
          and(eq(users.id, id), isNull(users.emailVerifiedAt), rules.yields(users.emailNormalized)),
        )
        .returning({ id: users.id });
    },

    yieldStatement: rules.yieldStatement,

    /** Holds if the user's address was proved at that moment. */
    provedCondition: (id: string, at: number): SQL =>
      exists(
        db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.id, id), eq(users.emailVerifiedAt, at))),
      ),

    /** Holds if this is the user's address now, and proved. */
    ownsCondition: (id: string, emailNormalized: string): SQL =>
      exists(
        db
          .select({ id: users.id })
          .from(users)
          .where(
            and(
              eq(users.id, id),
              eq(users.emailNormalized, emailNormalized),
              isNotNull(users.emailVerifiedAt),
            ),
          ),
      ),

    /**
     * Gives an active user another, verified address, if no other account has it or is in use under it and `expected` holds.
     * What is not expected voids every sign-in and every change that is under way. Answers a row if the address is the
     * user's from then on; so a retry finds done what it did.
     */
    changeEmailStatement(change: EmailChange) {
      const { id, expected, email, emailNormalized, dropsSecondStepSince: since, now } = change;
      const unchanged =
        expected === undefined
          ? undefined
          : and(
              inArray(users.emailNormalized, [expected.email, emailNormalized]),
              eq(users.signInEpoch, expected.signInEpoch),
            );
      const added = sql`coalesce(${users.mfaEmailEnabledAt}, 0) >= ${since}`;
      return db
        .update(users)
        .set({
          email,
          emailNormalized,
          emailVerifiedAt: now,
          updatedAt: now,
          ...rules.freeUsername,
          ...(expected === undefined ? { signInEpoch: nextEpoch(now) } : {}),
          ...(since === undefined
            ? {}
            : {
                mfaEmailEnabled: sql`case when ${added} then 0 else ${users.mfaEmailEnabled} end`,
              }),
        })
        .where(
          and(
            eq(users.id, id),
            eq(users.status, 'active'),
            unchanged,
            rules.yields(emailNormalized),
          ),
        )
        .returning({ id: users.id });
    },

    /** Deletes up to `limit` accounts from before a moment that were never verified nor signed in to. Answers how many. */
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
      const { meta } = await db.delete(users).where(inArray(users.id, abandoned));
      return meta.changes;
    },
  };
}

// Whoever was signed in to stays, here or in the system that it was imported from; of the others the newest.
function trimStatement(db: Database, emailNormalized: string): Statement {
  const unproved = sql`email_normalized = ${emailNormalized} and email_verified_at is null`;
  const used = sql`(select count(*) from users where ${unproved} and last_login_at is not null)`;
  const surplus = sql`(select id from users where ${unproved} and last_login_at is null
    order by created_at desc, id desc limit -1 offset max(0, ${MOST_REGISTRATIONS} - ${used}))`;
  return db.delete(users).where(sql`${users.id} in ${surplus}`);
}

// `insert … select` wants every column of the table, in the table's order and aliased by its name.
function newUserRow(user: NewUser) {
  const values = {
    ...user,
    status: 'active',
    roles: JSON.stringify(['user']),
    mfaEmailEnabled: 0,
    mfaEmailEnabledAt: null,
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
