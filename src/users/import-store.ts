import {
  and,
  count,
  eq,
  exists,
  inArray,
  isNotNull,
  isNull,
  or,
  type SQL,
  sql,
  sum,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Database, type Statement, selectRows } from '../shared/database.ts';
import type { Role } from '../shared/role.ts';
import { hasSessions } from './address-rules-store.ts';
import { normalizeName } from './identifiers.ts';
import { type FactorRow, userFactors, users } from './table.ts';
import type { NewUser } from './user-store.ts';

/** A user from another system. */
export type ImportedUser = Omit<
  NewUser,
  | 'passwordHash'
  | 'termsAcceptedAt'
  | 'privacyPolicyAcceptedAt'
  | 'timezone'
  | 'locale'
  | 'registeredBrowser'
  | 'registeredCountry'
> & {
  /** Null for users who sign in by a mailed code until they set a password. */
  passwordHash: string | null;
  status: 'active' | 'disabled';
  roles: Role[];
  emailVerifiedAt: number | null;
  lastLoginAt: number | null;
  importedAt: number;
};

/** The id, address and username of an account, which must not be used twice. */
export type Wanted = { id: string; emailNormalized: string; usernameNormalized: string | null };
export type Holder = Wanted & {
  /** Whether the account owns its address and username, beyond registering them. */
  verified: boolean;
  hasSessions: boolean;
};

// Another row of the same table.
const there = alias(users, 'there');
const verified = isNotNull(users.emailVerifiedAt);
const unverified = isNull(users.emailVerifiedAt);

/**
 * Imports users from another system. Methods named `…Statement` build a statement for the caller's
 * batch.
 */
export type ImportStore = ReturnType<typeof createImportStore>;

/** Imported users in D1. */
export function createImportStore(db: Database) {
  return {
    /** Accounts that have any of these ids, addresses or usernames. */
    findHolders(wanted: Wanted[]): Promise<Holder[]> {
      const among = (property: keyof Wanted) =>
        sql`(select value from json_each(${JSON.stringify(wanted.map((one) => one[property]))}))`;
      // biome-ignore lint/plugin/bounded-query: the caller names each of a batch.
      return db
        .select({
          id: users.id,
          emailNormalized: users.emailNormalized,
          usernameNormalized: users.usernameNormalized,
          verified: sql`${users.emailVerifiedAt} is not null`.mapWith(Boolean),
          hasSessions: hasSessions('users').mapWith(Boolean),
        })
        .from(users)
        .where(
          or(
            inArray(users.id, among('id')),
            and(inArray(users.emailNormalized, among('emailNormalized')), verified),
            and(inArray(users.emailNormalized, among('emailNormalized')), unverified),
            and(inArray(users.usernameNormalized, among('usernameNormalized')), verified),
          ),
        );
    },

    /**
     * Adds users except those whose id, address or username is taken; returns the ids of those
     * added. A verified user gets the address in spite of mere registrations.
     */
    importStatement: (imported: ImportedUser[]) =>
      db
        .insert(users)
        .select(
          selectRows(users, imported.map(importedUserRow), (valueIn) => {
            const held = sql`select 1 from users there
              where there.email_normalized = ${valueIn('emailNormalized')}`;
            return sql`not exists (${held} and there.email_verified_at is not null)
              and (${valueIn('emailVerifiedAt')} is not null
                or not exists (${held} and there.email_verified_at is null))`;
          }),
        )
        .onConflictDoNothing()
        .returning({ id: users.id }),

    /** Adds factors to users that the import at `importedAt` has added. */
    importFactorsStatement: (factors: FactorRow[], importedAt: number): Statement =>
      db.insert(userFactors).select(
        selectRows(
          userFactors,
          factors,
          (valueIn) => sql`exists (select 1 from users
            where id = ${valueIn('userId')} and updated_at = ${importedAt})`,
        ),
      ),

    yieldStatement: (imported: ImportedUser[]) => yieldStatement(db, imported),

    sampleHashes: (limit: number) => sampleHashes(db, limit),

    /** Makes the condition that a user was added by the import at `importedAt`. */
    importedCondition:
      (importedAt: number) =>
      (id: SQL): SQL =>
        exists(
          db
            .select({ id: users.id })
            .from(users)
            .where(and(eq(users.id, id), eq(users.updatedAt, importedAt))),
        ),
  };
}

/** Deletes registrations of addresses that now belong to an imported user. Those in use stay. */
function yieldStatement(db: Database, imported: ImportedUser[]): Statement {
  const addresses = JSON.stringify(imported.map((one) => one.emailNormalized));
  const owner = db
    .select({ id: there.id })
    .from(there)
    .where(and(eq(there.emailNormalized, users.emailNormalized), isNotNull(there.emailVerifiedAt)));
  return db
    .delete(users)
    .where(
      and(
        inArray(users.emailNormalized, sql`(select value from json_each(${addresses}))`),
        unverified,
        sql`not ${hasSessions('users')}`,
        exists(owner),
      ),
    );
}

/**
 * Counts the accounts with a hash of ours and with another one, and picks at most `limit` of the
 * others at random.
 */
async function sampleHashes(
  db: Database,
  limit: number,
): Promise<{ own: number; foreign: number; sample: string[] }> {
  const isOwn = sql`${users.passwordHash} glob '$argon2id$*'`;
  const isForeign = sql`${users.passwordHash} not glob '$argon2id$*'`;
  // biome-ignore lint/plugin/bounded-query: an operator’s command looks at each user, once.
  const [counts] = await db
    .select({ own: sum(isOwn).mapWith(Number), all: count(users.passwordHash) })
    .from(users);
  const rows = await db
    .select({ hash: sql<string>`${users.passwordHash}` })
    .from(users)
    .where(isForeign)
    .orderBy(sql`random()`)
    .limit(limit);
  const { own = 0, all = 0 } = counts ?? {};
  return { own, foreign: all - own, sample: rows.map(({ hash }) => hash) };
}

function importedUserRow({ importedAt, roles, ...user }: ImportedUser) {
  return {
    ...user,
    nameNormalized: normalizeName(user.displayName),
    timezone: 'UTC',
    locale: null,
    roles: JSON.stringify(roles),
    passwordChangedAt: user.passwordHash === null ? null : user.createdAt,
    passwordBreachedAt: null,
    termsAcceptedAt: null,
    privacyPolicyAcceptedAt: null,
    registeredBrowser: null,
    registeredCountry: null,
    updatedAt: importedAt,
    signInEpoch: importedAt,
    rolesChangedAt: 0,
    lockedUntil: null,
    version: 0,
  };
}
