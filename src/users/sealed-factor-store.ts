import { and, asc, count, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { userFactors } from './table.ts';

/** The sealed secret of a factor. */
export type SealedFactor = { id: string; secret: string };
/** A secret sealed again, in place of one that was read before. */
export type Resealed = SealedFactor & { sealedBy: string; former: string };

// `distinct` would read every secret; this looks for the next key after each.
const KEYS = sql`with recursive keys (id) as (
    select min(sealed_by) from user_factors where sealed_by is not null
    union all
    select (select min(sealed_by) from user_factors where sealed_by > keys.id)
      from keys where keys.id is not null)
  select id from keys where id is not null`;

/**
 * Sealed secrets of factors. Every method throws `storage_unavailable` when D1 does not respond.
 */
export type SealedFactorStore = ReturnType<typeof createSealedFactorStore>;

export function createSealedFactorStore(db: Database) {
  const columns = { id: userFactors.id, secret: sql<string>`${userFactors.secret}` };
  const isSealed = isNotNull(userFactors.sealedBy);
  return {
    /** Returns a user's factors of one kind that have a secret, oldest first. */
    listByUser: (userId: string, kind: string): Promise<SealedFactor[]> =>
      // biome-ignore lint/plugin/bounded-query: of one user, who may have few.
      db
        .select(columns)
        .from(userFactors)
        .where(and(eq(userFactors.userId, userId), eq(userFactors.kind, kind), isSealed))
        .orderBy(asc(userFactors.createdAt), asc(userFactors.id)),

    /** Returns the ids of the keys that seal secrets: one look-up in the index for each. */
    listKeys: async (): Promise<string[]> => {
      const keys = await db.all<{ id: string }>(KEYS);
      return keys.map(({ id }) => id);
    },

    /** Returns how many secrets each key seals, by the id of the key. */
    countByKey: (): Promise<{ keyId: string; rows: number }[]> =>
      // biome-ignore lint/plugin/bounded-query: an operator asks, and reads each seal.
      db
        .select({ keyId: sql<string>`${userFactors.sealedBy}`, rows: count() })
        .from(userFactors)
        .where(isSealed)
        .groupBy(userFactors.sealedBy),

    /** Returns at most `limit` secrets that one of these keys seals. */
    listByKeys: (keyIds: string[], limit: number): Promise<SealedFactor[]> =>
      db
        .select(columns)
        .from(userFactors)
        .where(and(isSealed, inArray(userFactors.sealedBy, keyIds)))
        .limit(limit),

    /** Replaces secrets, except those that have changed or gone since they were read. */
    reseal: (rows: Resealed[]): Promise<unknown> =>
      db
        .update(userFactors)
        .set({ secret: sql`said.secret`, sealedBy: sql`said.sealedBy` })
        .from(
          sql`(select ${sql.raw(said('id', 'secret', 'sealedBy', 'former'))}
              from json_each(${JSON.stringify(rows)})) as said`,
        )
        .where(sql`user_factors.id = said.id and user_factors.secret = said.former`),
  };
}

const said = (...names: (keyof Resealed)[]) =>
  names.map((name) => `json_extract(value, '$.${name}') as ${name}`).join(', ');
