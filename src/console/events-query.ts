import type * as z from 'zod';
import { eventsQuery } from '../admin/event-schemas.ts';

/** What a list of events is asked for. */
export type AskedEvents = z.output<typeof eventsQuery>;

/** A day of a date field, as the API takes times: where it begins in UTC. */
const DAY = /^\d{4}-\d\d-\d\d$/;
const TIMES = ['from', 'to'];

/**
 * Reads the query of a list of events by the API's rules; days stand for their beginning in UTC.
 * What breaks the rules counts as not asked, and `isWrong` tells.
 */
export function readEventsQuery(given: Record<string, string>): {
  asked: AskedEvents;
  isWrong: boolean;
  /** Whether the list is read again and again: the newest events, from the top. */
  follows: boolean;
} {
  const { follow, ...rest } = given;
  const follows = follow === 'on';
  const sent = Object.entries(rest).flatMap(([name, value]) => {
    const text = value.trim();
    if (text === '') return [];
    return [[name, TIMES.includes(name) && DAY.test(text) ? `${text}T00:00:00Z` : text]];
  });
  const query = Object.fromEntries(sent) as Record<string, string>;
  if (follows) Object.assign(query, { order: 'newest', cursor: undefined, after: undefined });
  const read = eventsQuery.safeParse(query);
  if (read.success) return { asked: read.data, isWrong: false, follows };
  for (const { path } of read.error.issues) delete query[String(path[0])];
  return { asked: eventsQuery.parse(query), isWrong: true, follows };
}

/** Returns the address of a list of events, from its beginning or at a cursor. */
export function eventsPath(
  path: string,
  { cursor: _, after: __, limit, ...asked }: AskedEvents,
  at: { cursor?: string; after?: string; follow?: 'on' } = {},
): string {
  const size = limit === 50 ? undefined : String(limit);
  const named = Object.entries({ ...asked, limit: size, ...at }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return `${path}?${new URLSearchParams(named)}`;
}
