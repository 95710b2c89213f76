import { and, isNull, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { normalizeName } from './identifiers.ts';
import { users } from './table.ts';

/** Normal forms of display names, which the directory searches. */
export type NameStore = ReturnType<typeof createNameStore>;

export function createNameStore(db: Database) {
  return {
    /**
     * Makes the normal form of up to `limit` names that have none: of before there was one, and of
     * what a Worker of the release before has changed. SQLite itself folds ASCII alone.
     */
    async normalizeSome(limit: number): Promise<void> {
      const rows = await db
        .select({ id: users.id, shown: users.displayName })
        .from(users)
        .where(isNull(users.nameNormalized))
        .limit(limit);
      if (rows.length === 0) return;
      const said = rows.map((row) => ({ ...row, name: normalizeName(row.shown) }));
      await db
        .update(users)
        .set({ nameNormalized: sql`json_extract(said.value, '$.name')` })
        .from(sql`json_each(${JSON.stringify(said)}) as said`)
        .where(
          and(
            sql`users.id = json_extract(said.value, '$.id')`,
            // It may have changed meanwhile.
            sql`users.display_name = json_extract(said.value, '$.shown')`,
          ),
        );
    },
  };
}
