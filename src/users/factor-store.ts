import { and, eq, getTableColumns, gte, type SQL, sql } from 'drizzle-orm';
import type { Condition, Database, Statement } from '../shared/database.ts';
import { userFactors, users } from './table.ts';

/** A second factor as shown to its owner. Times are epoch milliseconds. */
export type UserFactor = Omit<typeof userFactors.$inferSelect, 'userId' | 'secret' | 'sealedBy'>;
export type NewFactor = Omit<typeof userFactors.$inferSelect, 'lastUsedAt' | 'createdAt'> & {
  createdAt: number;
};

const { userId, secret, sealedBy, ...shown } = getTableColumns(userFactors);

/**
 * The kinds of second factor a user has, as a field of a query on `users`. Tables and columns are
 * spelled out, since Drizzle leaves columns unqualified in a list of fields.
 */
export const factorKinds: SQL<string[]> = sql`(
  select json_group_array(distinct user_factors.kind)
  from user_factors where user_factors.user_id = users.id)`.mapWith((kinds: string): string[] =>
  JSON.parse(kinds),
);

/** Writes second factors. Methods named `…Statement` build a statement for the caller's batch. */
export type FactorStore = ReturnType<typeof createFactorStore>;

/** Second factors in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createFactorStore(db: Database) {
  return {
    /** The factors of a user, oldest first, without their secrets. */
    list: (id: string): Promise<UserFactor[]> =>
      db
        .select(shown)
        .from(userFactors)
        .where(eq(userFactors.userId, id))
        .orderBy(userFactors.createdAt, userFactors.id),

    /** Adds a factor. Does nothing for an unknown user, or if a unique kind exists. */
    addStatement(factor: NewFactor): Statement {
      const columns = getTableColumns(userFactors);
      const values = { ...factor, lastUsedAt: null };
      const names = Object.keys(columns) as (keyof typeof columns)[];
      const entries = names.map((name) => [name, sql`${values[name]}`.as(columns[name].name)]);
      const row = Object.fromEntries(entries) as Record<keyof typeof columns, SQL.Aliased>;
      return db
        .insert(userFactors)
        .select(db.select(row).from(users).where(eq(users.id, factor.userId)))
        .onConflictDoNothing();
    },

    /** Removes a user's factors of one kind. */
    removeStatement: (id: string, kind: string): Statement =>
      db.delete(userFactors).where(and(eq(userFactors.userId, id), eq(userFactors.kind, kind))),

    /** Removes factors added at or after `since` (epoch milliseconds), if `when` holds. */
    removeAddedStatement: (id: string, since: number, when: Condition): Statement =>
      db
        .delete(userFactors)
        .where(and(eq(userFactors.userId, id), gte(userFactors.createdAt, since), when)),
  };
}
