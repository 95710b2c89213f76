import * as z from 'zod';
import type { AskedHistory } from '../admin/view-users.ts';
import { AUDIT_EVENT_TYPES, RISK_LEVELS } from '../audit/event.ts';
import { idSchema } from '../http/id-schema.ts';
import { DAY, fromIso } from '../shared/clock.ts';

const historyQuery = z.object({
  event_type: z.enum(AUDIT_EVENT_TYPES).optional(),
  risk_level: z.enum(RISK_LEVELS).optional(),
  /** Days of UTC, both of them included. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  cursor: idSchema.optional(),
});

/** What a history is asked for, in the names of the API's `/audit/logs`. */
export type HistoryQuery = z.output<typeof historyQuery>;

/**
 * Reads what a history is asked for. What breaks the rules counts as not asked, and `isWrong`
 * tells: an address may have been copied by half.
 */
export function readHistoryQuery(given: Record<string, string>): {
  query: HistoryQuery;
  isWrong: boolean;
} {
  const sent = Object.entries(given).map(([name, value]) => [name, value.trim()] as const);
  const named = Object.fromEntries(sent.filter(([, value]) => value !== ''));
  const read = historyQuery.safeParse(named);
  if (read.success) return { query: read.data, isWrong: false };
  for (const { path } of read.error.issues) delete named[String(path[0])];
  return { query: historyQuery.parse(named), isWrong: true };
}

/** The same for the store of events. */
export function toAsked({ event_type, risk_level, from, to, cursor }: HistoryQuery): AskedHistory {
  return {
    type: event_type,
    riskLevel: risk_level,
    from: from === undefined ? undefined : fromIso(from),
    to: to === undefined ? undefined : fromIso(to) + DAY,
    cursor,
  };
}

/** The address of a history, from its beginning or behind a cursor. */
export function historyPath(path: string, query: HistoryQuery, cursor?: string): string {
  const named = Object.entries({ ...query, cursor }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return `${path}${named.length === 0 ? '' : `?${new URLSearchParams(named)}`}#history`;
}
