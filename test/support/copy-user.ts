import { env } from 'cloudflare:workers';
import { systemRandom } from '../../src/shared/random.ts';

type Row = Record<string, string | number | null>;

const insert = (table: string, row: Row) =>
  env.DB.prepare(
    `insert into ${table} (${Object.keys(row).join(', ')})
      values (${Object.keys(row).map(() => '?')})`,
  ).bind(...Object.values(row));

/**
 * Reads someone who has proved an address and never signed in. What it returns makes others of
 * them, who differ in id and address: a fraction of the work of a registration.
 */
export async function copyUser(id: string): Promise<(email: string) => Promise<string>> {
  const rowsOf = async (table: string, column: string) =>
    (await env.DB.prepare(`select * from ${table} where ${column} = ?`).bind(id).all<Row>())
      .results;
  const [[user], events] = await Promise.all([
    rowsOf('users', 'id'),
    rowsOf('audit_events', 'user_id'),
  ]);
  if (user === undefined) throw new Error(`nobody has the id ${id}`);
  return async (email) => {
    const copy = systemRandom.uuidAt(Number(user.created_at));
    const own = events.map((event) => ({
      ...event,
      id: systemRandom.uuidAt(Number(event.created_at)),
      user_id: copy,
      actor_id: event.actor_id === id ? copy : (event.actor_id ?? null),
    }));
    await env.DB.batch([
      insert('users', { ...user, id: copy, email, email_normalized: email }),
      ...own.map((event) => insert('audit_events', event)),
    ]);
    return copy;
  };
}
