import type { Context } from 'hono';
import { clientParam } from '../../admin/client-docs.ts';
import { notFound } from '../../http/errors.ts';

/** Returns the client of an address. Throws `not_found` for what is no id. */
export function clientIdOf(c: Context): string {
  const { data } = clientParam.safeParse(c.req.param());
  if (data === undefined) throw notFound();
  return data.client_id;
}
