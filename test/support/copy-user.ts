import { env } from 'cloudflare:workers';
import { systemRandom } from '../../src/shared/random.ts';

/** Numbers above this are times. */
const SOME_TIME = 10 ** 12;

type Row = Record<string, string | number | null>;

const insert = (table: string, row: Row) =>
  env.DB.prepare(
    `insert into ${table} (${Object.keys(row).join(', ')})
      values (${Object.keys(row).map(() => '?')})`,
  ).bind(...Object.values(row));

/**
 * Reads someone who has proved an address and never signed in. What it returns makes others of
 * them, who did the same until `at` and differ in id and address: a fraction of the work.
 */
export async function copyUser(
  id: string,
): Promise<(email: string, at: number) => Promise<string>> {
  const rowsOf = async (table: string, column: string) =>
    (await env.DB.prepare(`select * from ${table} where ${column} = ?`).bind(id).all<Row>())
      .results;
  const [[user], events] = await Promise.all([
    rowsOf('users', 'id'),
    rowsOf('audit_events', 'user_id'),
  ]);
  if (user === undefined) throw new Error(`nobody has the id ${id}`);
  const proved = Number(user.email_verified_at);
  return async (email, at) => {
    const moved = (row: Row): Row => {
      const entries = Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' && value > SOME_TIME ? value + at - proved : value,
      ]);
      return Object.fromEntries(entries) as Row;
    };
    const own = moved(user);
    const copy = systemRandom.uuidAt(Number(own.created_at));
    const story = events.map(moved).map((event) => ({
      ...event,
      id: systemRandom.uuidAt(Number(event.created_at)),
      user_id: copy,
      actor_id: event.actor_id === id ? copy : (event.actor_id ?? null),
    }));
    await env.DB.batch([
      insert('users', { ...own, id: copy, email, email_normalized: email }),
      ...story.map((event) => insert('audit_events', event)),
    ]);
    return copy;
  };
}
