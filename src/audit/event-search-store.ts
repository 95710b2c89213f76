import { and, asc, desc, gte, lt, type SQL, sql } from 'drizzle-orm';
import { type Batch, type Database, runBatch, type Statement } from '../shared/database.ts';
import {
  type EventFilter,
  type Range,
  rangeOf,
  type Source,
  type Stage,
  sourcesOf,
} from './event-sources-store.ts';
import { type AuditRow, auditEvents } from './table.ts';

/**
 * Events that one query looks through at most, in each index that it goes down. What is rarer than
 * that takes several pages, of which some are empty.
 */
export const WINDOW = 2000;

/**
 * Events that match, and the id down to which all were looked through; null if none is left to look
 * at.
 */
export type FoundEvents = { events: AuditRow[]; floor: string | null };

type Read = { filter: EventFilter; stage: Stage; before: string | undefined; limit: number };

/** Searches the events of all users. */
export type EventSearchStore = ReturnType<typeof createEventSearchStore>;

/**
 * Creates the search in D1. A query goes down an index by id, so that no filter scans the table,
 * and reads at most thrice {@link WINDOW} rows of it. Every method throws `storage_unavailable`.
 */
export function createEventSearchStore(db: Database) {
  const find = async (filter: EventFilter, stage: Stage, plan: Plan): Promise<FoundEvents> => {
    const sources = sourcesOf(filter, stage);
    const [first, ...others] = sources.flatMap((source) => statementsOf(db, source, plan));
    if (first === undefined) return { events: [], floor: null };
    const results = await runBatch<Batch>(db, [first, ...others]);
    return merge(sources, results as unknown as Partial<AuditRow>[][]);
  };
  return {
    /** Returns up to `limit` matching events of a stage before an id, newest first. */
    async list({ filter, stage, before, limit }: Read): Promise<FoundEvents> {
      const plan = { range: rangeOf(filter, before), limit, order: desc };
      const { events, floor } = await find(filter, stage, plan);
      return { events: events.slice(0, limit), floor };
    },

    /**
     * Returns up to `limit` matching events since a moment (epoch milliseconds), oldest first. Of
     * very many only the latest are looked at: `floor` then is where that began.
     */
    async listSince(filter: EventFilter, since: number, limit: number): Promise<FoundEvents> {
      const from = Math.max(since, filter.from ?? 0);
      const plan = { range: rangeOf({ ...filter, from }), limit, order: asc };
      const { events, floor } = await find(filter, 'all', plan);
      return { events: events.reverse().slice(0, limit), floor };
    },
  };
}

type Plan = { range: Range; limit: number; order: typeof asc };

/** The page of a source and, if rows are looked at one by one, where that ends. */
function statementsOf(db: Database, source: Source, { range, limit, order }: Plan): Statement[] {
  const { within, rest } = source;
  const between = (lowest: SQL | string) =>
    and(within, gte(auditEvents.id, lowest), lt(auditEvents.id, range.below));
  const floor = () =>
    db
      .select({ id: auditEvents.id })
      .from(auditEvents)
      .where(between(range.lowest))
      .orderBy(desc(auditEvents.id))
      .limit(1)
      .offset(WINDOW - 1);
  const isBounded = rest !== undefined;
  const lowest = isBounded ? sql`coalesce((${floor()}), ${range.lowest})` : range.lowest;
  const page = db
    .select()
    .from(auditEvents)
    .where(and(between(lowest), rest))
    .orderBy(order(auditEvents.id))
    .limit(limit);
  return isBounded ? [page, floor()] : [page];
}

// What lies below the floor of one source is left to the next page, or the order would be broken.
function merge(sources: Source[], results: Partial<AuditRow>[][]): FoundEvents {
  const rest = [...results];
  const found: AuditRow[] = [];
  let floor: string | null = null;
  for (const source of sources) {
    found.push(...((rest.shift() ?? []) as AuditRow[]));
    const [end] = source.rest === undefined ? [] : (rest.shift() ?? []);
    if (end?.id !== undefined && end.id > (floor ?? '')) floor = end.id;
  }
  const events = found.filter(({ id }) => id >= (floor ?? ''));
  return { events: events.sort((a, b) => (a.id < b.id ? 1 : -1)), floor };
}
