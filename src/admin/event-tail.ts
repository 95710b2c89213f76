import type { EventSearchStore } from '../audit/event-search-store.ts';
import type { EventFilter } from '../audit/event-sources-store.ts';
import type { AuditRow } from '../audit/table.ts';
import { type Clock, MINUTE } from '../shared/clock.ts';
import { digestOf } from '../shared/digest.ts';
import { timeOfUuid } from '../shared/random.ts';

/**
 * How long an event may be on its way to D1 and still be told by a tail: events of several guards
 * come within seconds, in any order. What comes later is in the list. Milliseconds.
 */
const LONGEST_WAY = 10 * MINUTE;
/** Events that a tail remembers to have told, at most: they go into its cursor. */
const REMEMBERED = 400;
/** Characters by which an event is remembered: 36 bits. */
const MARK = 6;

/** The position of a tail: since when it looks, and which of those events it has returned. */
export type Tail = {
  /** Epoch milliseconds. */
  since: number;
  /** When it looked last; epoch milliseconds. */
  at: number;
  /** Marks of events, one behind the other. */
  told: string;
};

type TailDeps = { eventSearch: EventSearchStore; clock: Clock };

/**
 * Begins to follow the events of a filter: all that D1 has is taken as told. `with` adds what else
 * was told meanwhile.
 */
export async function beginTail({ eventSearch, clock }: TailDeps, filter: EventFilter) {
  const at = clock();
  const since = at - LONGEST_WAY;
  const found = await eventSearch.list({
    filter: { ...filter, from: Math.max(since, filter.from ?? 0) },
    stage: 'all',
    before: undefined,
    limit: REMEMBERED + 1,
  });
  const from = Math.max(since, timeOf(found.floor));
  return {
    with: (shown: AuditRow[]) => remember([...found.events, ...shown], { since: from, at }),
  };
}

type GoOn = { filter: EventFilter; tail: Tail; limit: number };

/**
 * Returns what has come since, oldest first, each event once, and how far the tail is then.
 * `isGap` says that more came than it looks at.
 */
export async function goOnTail({ eventSearch, clock }: TailDeps, { filter, tail, limit }: GoOn) {
  const at = clock();
  const told = new Set(tail.told.match(/.{6}/g));
  const most = told.size + limit + 1;
  const found = await eventSearch.listSince(filter, tail.since, most);
  const fresh = found.events.filter(({ id }) => !told.has(markOf(id)));
  const events = fresh.slice(0, limit);
  const isAll = fresh.length <= limit && found.events.length < most;
  // The rest is returned next time, however old it is by then.
  const since = isAll ? Math.max(tail.since, at - LONGEST_WAY) : tail.since;
  const before = found.events.filter(({ id }) => told.has(markOf(id)));
  const from = Math.max(since, timeOf(found.floor));
  return {
    events,
    tail: remember([...before, ...events], { since: from, at }),
    isGap: timeOf(found.floor) > tail.at,
  };
}

const timeOf = (floor: string | null): number => (floor === null ? 0 : timeOfUuid(floor));
const markOf = (id: string): string => digestOf('event', id).slice(0, MARK);

/** Of more than can be remembered, the tail begins at what is remembered. */
function remember(told: AuditRow[], { since, at }: Omit<Tail, 'told'>): Tail {
  const latest = new Map(
    told
      .filter(({ createdAt }) => createdAt >= since)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .map((event) => [markOf(event.id), event.createdAt]),
  );
  const kept = [...latest].slice(0, REMEMBERED);
  const from = latest.size > REMEMBERED ? (kept.at(-1)?.[1] ?? since) + 1 : since;
  const marks = kept.filter(([, made]) => made >= from).map(([mark]) => mark);
  return { since: from, at, told: marks.join('') };
}
