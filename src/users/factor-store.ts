import { and, eq, exists, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm';
import type { Condition, Database, Statement } from '../shared/database.ts';
import { passkeys, userFactors, users } from './table.ts';

/** A second factor as shown to its owner. Times are epoch milliseconds. */
export type UserFactor = Omit<typeof userFactors.$inferSelect, 'userId' | 'secret' | 'sealedBy'>;
export type NewFactor = Omit<typeof userFactors.$inferSelect, 'lastUsedAt' | 'createdAt'> & {
  createdAt: number;
};

/** A factor as stored, with its sealed secret, and its passkey if it is one. */
export type KeptFactor = {
  factor: typeof userFactors.$inferSelect;
  passkey?: typeof passkeys.$inferSelect | undefined;
};

const { userId, secret, sealedBy, ...shown } = getTableColumns(userFactors);

/** Kinds of which recovery codes make up for the loss; the last one takes them along. */
export const POSSESSIONS = ['totp', 'passkey'];
/** {@link POSSESSIONS} as an SQL list. */
export const possessions = sql.raw(POSSESSIONS.map((kind) => `'${kind}'`).join(', '));

/**
 * The kinds of second factor a user has, as a field of a query on `users`; with `recovery_code` for
 * one who could use such a code. Tables and columns are spelled out, since Drizzle leaves columns
 * unqualified in a list of fields.
 */
export const factorKinds: SQL<string[]> = sql`(
  select json_group_array(distinct kind) from (
    select user_factors.kind from user_factors where user_factors.user_id = users.id
    union all select 'recovery_code' from user_factors where user_factors.user_id = users.id
      and user_factors.kind in (${possessions}) and exists (select 1 from recovery_codes
        where recovery_codes.user_id = users.id and recovery_codes.used_at is null)))`.mapWith(
  (kinds: string): string[] => JSON.parse(kinds),
);

// Spelled out, since Drizzle leaves columns unqualified where there is one table.
const countOf = ({ userId: id, kind }: NewFactor): SQL =>
  sql`(select count(*) from user_factors where user_id = ${id} and kind = ${kind})`;

const isPossession = (id: string, factorId: string): SQL | undefined =>
  and(
    eq(userFactors.userId, id),
    eq(userFactors.id, factorId),
    inArray(userFactors.kind, POSSESSIONS),
  );

const hasOther = (id: string, factorId: string): SQL =>
  sql`exists (select 1 from user_factors as other where other.user_id = ${id}
    and other.id <> ${factorId} and other.kind in (${possessions}))`;

/** What the removal of a factor depends on. */
export type Removable = {
  /** Whether another one must be left. */
  spareLast: boolean;
  /** Holds while there is another way to sign in than this factor. */
  wayIn: Condition;
};

// An authenticator app is no way in: it only follows one.
function isRemovable(id: string, factorId: string, { spareLast, wayIn }: Removable) {
  return and(
    isPossession(id, factorId),
    spareLast ? hasOther(id, factorId) : undefined,
    sql`(${userFactors.kind} <> 'passkey' or ${wayIn})`,
  );
}

/** Writes second factors. Methods named `…Statement` build a statement for the caller's batch. */
export type FactorStore = ReturnType<typeof createFactorStore>;

/** Second factors in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createFactorStore(db: Database) {
  return { ...reads(db), ...additions(db), ...removals(db) };
}

function reads(db: Database) {
  return {
    /** The factors of a user, oldest first, without their secrets. */
    list: (id: string): Promise<UserFactor[]> =>
      // biome-ignore lint/plugin/bounded-query: of one user, who may have few.
      db
        .select(shown)
        .from(userFactors)
        .where(eq(userFactors.userId, id))
        .orderBy(userFactors.createdAt, userFactors.id),

    /** Returns a user's factor that proves possession, with its passkey; null for any other id. */
    async findPossession(id: string, factorId: string): Promise<KeptFactor | null> {
      const [found] = await db
        .select({ factor: userFactors, passkey: passkeys })
        .from(userFactors)
        .leftJoin(passkeys, eq(passkeys.factorId, userFactors.id))
        .where(isPossession(id, factorId))
        .limit(1);
      if (found === undefined) return null;
      const { factor, passkey } = found;
      return passkey === null ? { factor } : { factor, passkey };
    },
  };
}

function additions(db: Database) {
  return {
    /**
     * Adds a factor, and returns a row if it did. Does nothing for an unknown user, if a unique
     * kind exists, or beyond `most` factors of the kind.
     */
    addStatement(factor: NewFactor, most = Number.MAX_SAFE_INTEGER) {
      const columns = getTableColumns(userFactors);
      const values = { ...factor, lastUsedAt: null };
      const names = Object.keys(columns) as (keyof typeof columns)[];
      const entries = names.map((name) => [name, sql`${values[name]}`.as(columns[name].name)]);
      const row = Object.fromEntries(entries) as Record<keyof typeof columns, SQL.Aliased>;
      return db
        .insert(userFactors)
        .select(
          db
            .select(row)
            .from(users)
            .where(and(eq(users.id, factor.userId), sql`${countOf(factor)} < ${most}`)),
        )
        .onConflictDoNothing()
        .returning({ id: userFactors.id });
    },

    /** Holds while a user has no other factor that proves possession. */
    onlyCondition: (id: string, factorId: string): Condition => sql`not ${hasOther(id, factorId)}`,

    /** Holds if it was this try that added the factor, not an earlier one whose answer failed. */
    addedCondition: ({ id, createdAt }: NewFactor): Condition =>
      exists(
        db
          .select({ id: userFactors.id })
          .from(userFactors)
          .where(and(eq(userFactors.id, id), eq(userFactors.createdAt, createdAt))),
      ),
  };
}

function removals(db: Database) {
  return {
    /**
     * Holds for a user's factor that proves possession, if what it depends on does.
     */
    removableCondition: (id: string, factorId: string, needs: Removable): Condition =>
      exists(
        db
          .select({ id: userFactors.id })
          .from(userFactors)
          .where(isRemovable(id, factorId, needs)),
      ),

    /** Removes a factor for which {@link removableCondition} holds, and returns a row if it did. */
    removeOneStatement: (id: string, factorId: string, needs: Removable) =>
      db
        .delete(userFactors)
        .where(isRemovable(id, factorId, needs))
        .returning({ id: userFactors.id }),

    /** Removes a user's factors of one kind. */
    removeStatement: (id: string, kind: string): Statement =>
      db.delete(userFactors).where(and(eq(userFactors.userId, id), eq(userFactors.kind, kind))),
  };
}
