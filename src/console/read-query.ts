import type * as z from 'zod';
import { listQuery } from '../admin/route-schemas.ts';

/** What a list of users is asked for. */
export type Asked = z.output<typeof listQuery>;

/**
 * Reads the query of a list of users by the API's rules. What breaks them counts as not asked, and
 * `isWrong` tells: an address may have been copied by half.
 */
export function readQuery(given: Record<string, string>): { asked: Asked; isWrong: boolean } {
  const sent = Object.entries(given).filter(([, value]) => value.trim() !== '');
  const query = Object.fromEntries(sent.map(([name, value]) => [name, value.trim()]));
  const read = listQuery.safeParse(query);
  if (read.success) return { asked: read.data, isWrong: false };
  for (const { path } of read.error.issues) delete query[String(path[0])];
  return { asked: listQuery.parse(query), isWrong: true };
}

const NOTHING: Asked = listQuery.parse({});

/** Returns the address of a list, from its beginning or behind a cursor. */
export function listPath(path: string, { cursor: _, ...asked }: Asked, cursor?: string): string {
  const named = Object.entries({ ...asked, cursor }).flatMap(([name, value]) =>
    value === undefined || value === NOTHING[name as keyof Asked] ? [] : [[name, String(value)]],
  );
  return named.length === 0 ? path : `${path}?${new URLSearchParams(named)}`;
}
