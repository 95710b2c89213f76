import { sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { orUnavailable } from '../shared/errors.ts';
import { auditEvents } from './table.ts';

/** Which of these events D1 does not have. Throws `storage_unavailable`. */
export type FindMissingEvents = ReturnType<typeof createFindMissingEvents>;

export const createFindMissingEvents =
  (db: Database) =>
  async (ids: string[]): Promise<Set<string>> => {
    const rows = await orUnavailable(() =>
      db.all<{ id: string }>(sql`select value as id from json_each(${JSON.stringify(ids)})
        where not exists (select 1 from ${auditEvents} where ${auditEvents.id} = value)`),
    );
    return new Set(rows.map(({ id }) => id));
  };
