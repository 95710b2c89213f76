import { sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { users } from './table.ts';

/** Reads what several users are called, by one query however many they are. */
export function createUserNames(db: Database) {
  return {
    /**
     * Returns by id what users call themselves, else their addresses. Ids without a user, as those
     * of erased ones, are left out.
     */
    async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
      if (ids.length === 0) return new Map();
      const { id, email, displayName, firstName, lastName } = users;
      // biome-ignore lint/plugin/bounded-query: the caller names each of a page.
      const rows = await db
        .select({ id, email, displayName, firstName, lastName })
        .from(users)
        .where(sql`${id} in (select value from json_each(${JSON.stringify(ids)}))`);
      return new Map(
        rows.map((row) => [
          row.id,
          row.displayName || `${row.firstName} ${row.lastName}`.trim() || row.email,
        ]),
      );
    },
  };
}
