import { env } from 'cloudflare:workers';

const TABLES = ['users', 'sessions', 'password_history', 'user_factors', 'user_identities'];

/**
 * What D1 Time Travel does: the rows are again what they were. Guards and KV know nothing of it.
 * Events stay, unless `also` names their table.
 */
export async function bookmark(also: 'audit_events'[] = []): Promise<() => Promise<void>> {
  const tables = [...TABLES, ...also];
  const kept = await Promise.all(
    tables.map(async (table) => (await env.DB.prepare(`select * from ${table}`).all()).results),
  );
  return async () => {
    for (const table of tables.toReversed()) await env.DB.prepare(`delete from ${table}`).run();
    for (const [index, table] of tables.entries()) {
      for (const row of kept[index] ?? []) {
        const names = Object.keys(row);
        const insert = `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`;
        await env.DB.prepare(insert)
          .bind(...Object.values(row))
          .run();
      }
    }
  };
}
