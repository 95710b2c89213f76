import type { Context } from 'hono';

/** Returns the fields of a posted form; of a repeated one the last. The body is read once. */
export async function formBody(c: Context): Promise<Record<string, string>> {
  const fields = Object.entries(await c.req.parseBody());
  return Object.fromEntries(
    fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
