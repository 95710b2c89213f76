import { and, asc, eq, exists, getTableColumns, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { Condition, Database, Statement } from '../shared/database.ts';
import { type IdentityRow, userIdentities, users } from './table.ts';
import type { User } from './user.ts';
import { userColumns } from './user-look-up-store.ts';

/** The owner of an account at a provider, with that account. */
export type IdentityHolder = User & { identity: IdentityRow };

/** What names an account at a provider. */
export type IdentityName = Pick<IdentityRow, 'provider' | 'subject'>;

/**
 * Reads and writes accounts at providers. Methods named `…Statement` build a statement for the
 * caller's batch.
 */
export type IdentityStore = ReturnType<typeof createIdentityStore>;

/** Identities in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createIdentityStore(db: Database) {
  return { ...reads(db), ...additions(db), ...removals(db) };
}

/** Under names of their own: in a batch, D1 answers two columns of one name as one. */
const identityColumns = Object.fromEntries(
  Object.entries(getTableColumns(userIdentities)).map(([property, column]) => [
    property,
    sql`${column}`.as(`identity_${column.name}`),
  ]),
) as Record<keyof IdentityRow, SQL.Aliased>;

const isTheirs = (userId: string, id: string): SQL | undefined =>
  and(eq(userIdentities.userId, userId), eq(userIdentities.id, id));

const isNamed = ({ provider, subject }: IdentityName): SQL | undefined =>
  and(eq(userIdentities.provider, provider), eq(userIdentities.subject, subject));

function reads(db: Database) {
  /** The owner of an identity; nobody if it is unknown. */
  const holdersStatement = (name: IdentityName) =>
    db
      .select({ ...userColumns, identity: identityColumns })
      .from(userIdentities)
      .innerJoin(users, eq(users.id, userIdentities.userId))
      .where(isNamed(name))
      .limit(1);
  return {
    holdersStatement,

    /** The owner of an identity, with it; empty for an unknown one. */
    listHolders: (name: IdentityName): Promise<IdentityHolder[]> =>
      holdersStatement(name) as unknown as Promise<IdentityHolder[]>,

    /** A user's identities, oldest first. */
    list: (userId: string): Promise<IdentityRow[]> =>
      // biome-ignore lint/plugin/bounded-query: a user has at most MOST_IDENTITIES.
      db
        .select()
        .from(userIdentities)
        .where(eq(userIdentities.userId, userId))
        .orderBy(asc(userIdentities.createdAt), asc(userIdentities.id)),

    /** One of a user's identities; null for any other id. */
    async find(userId: string, id: string): Promise<IdentityRow | null> {
      const [found] = await db.select().from(userIdentities).where(isTheirs(userId, id)).limit(1);
      return found ?? null;
    },
  };
}

function additions(db: Database) {
  const insert = (row: IdentityRow, holds: SQL | undefined) => {
    const columns = getTableColumns(userIdentities);
    const names = Object.keys(columns) as (keyof typeof columns)[];
    const entries = names.map((name) => [name, sql`${row[name]}`.as(columns[name].name)]);
    const values = Object.fromEntries(entries) as Record<keyof typeof columns, SQL.Aliased>;
    const user = db
      .select(values)
      .from(users)
      .where(and(eq(users.id, row.userId), holds));
    return db.insert(userIdentities).select(user).returning({ id: userIdentities.id });
  };
  return {
    /**
     * Connects an identity, and returns a row if it did: to an active user with a proved address,
     * unless anybody has it, or the user has another one of the provider, or `most` of any.
     */
    connectStatement: (row: IdentityRow, most: number) =>
      insert(
        row,
        and(
          eq(users.status, 'active'),
          isNotNull(users.emailVerifiedAt),
          isFree(row),
          sql`not exists (select 1 from user_identities as other
            where other.user_id = ${row.userId} and other.provider = ${row.provider})`,
          sql`(select count(*) from user_identities as other
            where other.user_id = ${row.userId}) < ${most}`,
        ),
      ),

    /** Gives a user made by the same batch their first identity. */
    addFirstStatement: (row: IdentityRow): Statement => insert(row, undefined),

    /** Holds while nobody has an identity. */
    freeCondition: (name: IdentityName): Condition => isFree(name),

    /** Holds once an identity is there. */
    addedCondition: (id: string): Condition =>
      exists(
        db.select({ id: userIdentities.id }).from(userIdentities).where(eq(userIdentities.id, id)),
      ),
  };
}

// Spelled out, since it stands in conditions on other tables too.
const isFree = ({ provider, subject }: IdentityName): SQL =>
  sql`not exists (select 1 from user_identities as same
    where same.provider = ${provider} and same.subject = ${subject})`;

function removals(db: Database) {
  return {
    /** Holds for a user's identity while `wayIn` does. */
    removableCondition: (userId: string, id: string, wayIn: Condition): Condition =>
      sql`exists (select 1 from user_identities as link
        where link.user_id = ${userId} and link.id = ${id} and ${wayIn})`,

    /** Removes a user's identity while `wayIn` holds, and returns a row if it did. */
    removeStatement: (userId: string, id: string, wayIn: Condition) =>
      db
        .delete(userIdentities)
        .where(and(isTheirs(userId, id), wayIn))
        .returning({ id: userIdentities.id }),
  };
}
