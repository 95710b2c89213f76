import { toAuditView } from '../audit/audit-view.ts';
import type { EventSearchStore } from '../audit/event-search-store.ts';
import type { EventFilter, Stage } from '../audit/event-sources-store.ts';
import type { AuditRow } from '../audit/table.ts';
import { validationError } from '../http/errors.ts';
import { idSchema } from '../http/id-schema.ts';
import { readCursor, writeCursor } from '../shared/bound-cursor.ts';
import { type Clock, fromIso, toIso } from '../shared/clock.ts';
import type { KeyRing } from '../shared/digest.ts';
import { timeOfUuid } from '../shared/random.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { UserStore } from '../users/user-store.ts';
import type { EventPage, EventsQuery } from './event-schemas.ts';
import { beginTail, goOnTail, type Tail } from './event-tail.ts';

export type SearchEventsDeps = {
  eventSearch: EventSearchStore;
  users: Pick<UserStore, 'findByEmail'>;
  clock: Clock;
  cursorKeys: KeyRing;
};
export type SearchEvents = (query: EventsQuery) => Promise<EventPage>;

/** A place in a list: the stage, and the id before which it goes on; absent for its beginning. */
type Place = { stage: Stage; before?: string };

/**
 * Creates the search over the events of all users. It finds those that D1 has: of medium risk and
 * above, and the milestones of an account. Throws `validation_error` for a cursor of another query,
 * `storage_unavailable`.
 */
export function createSearchEvents(deps: SearchEventsDeps): SearchEvents {
  return async function searchEvents(query) {
    const filter = await filterOf(deps, query);
    const asked = questionOf(query);
    if (filter === null) return { ...NOTHING, latest: null };
    if (query.after !== undefined) {
      const tail = read<Tail>(deps, `tail ${asked}`, 'after', query.after);
      const {
        events,
        tail: next,
        isGap,
      } = await goOnTail(deps, { filter, tail, limit: query.limit });
      const latest = writeCursor(deps.cursorKeys, `tail ${asked}`, next);
      return { ...NOTHING, events: events.map(toAuditView), latest, is_gap: isGap };
    }
    const isFirst = query.cursor === undefined;
    const place: Place = isFirst
      ? { stage: query.order === 'risk' ? 'critical' : 'all' }
      : read<Place>(deps, asked, 'cursor', query.cursor ?? '');
    // Before the page is read: what comes in between is in both, and told once.
    const begun = isFirst ? await beginTail(deps, filter) : null;
    const page = await readPage(deps, { filter, place, limit: query.limit });
    const { next, lookedBackTo } = page;
    return {
      events: page.events.map(toAuditView),
      next_cursor: next === null ? null : writeCursor(deps.cursorKeys, asked, next),
      looked_back_to: lookedBackTo,
      latest:
        begun === null
          ? null
          : writeCursor(deps.cursorKeys, `tail ${asked}`, begun.with(page.events)),
      is_gap: false,
    };
  };
}

const NOTHING = { events: [], next_cursor: null, looked_back_to: null, is_gap: false };

// A request for another page size or the next page is the same question.
const questionOf = ({ cursor, after, limit, ...asked }: EventsQuery): string =>
  JSON.stringify(
    Object.entries(asked)
      .filter(([, value]) => value !== undefined)
      .sort(),
  );

function read<Shape>(
  { cursorKeys }: SearchEventsDeps,
  asked: string,
  field: 'cursor' | 'after',
  given: string,
): Shape {
  const place = readCursor(cursorKeys, asked, given);
  if (place !== null) return place as Shape;
  const message = 'It is not a cursor of this query. Begin again without it.';
  throw validationError({ detail: message, errors: [{ field, code: 'invalid', message }] });
}

/** What the store is asked for; null if it names somebody who is not there. */
async function filterOf(
  { users }: SearchEventsDeps,
  query: EventsQuery,
): Promise<EventFilter | null> {
  const idOf = async (named: string | undefined): Promise<string | null | undefined> => {
    if (named === undefined) return undefined;
    if (!named.includes('@')) return idSchema.safeParse(named).data ?? named;
    return (await users.findByEmail(normalizeEmail(named)))?.id ?? null;
  };
  const [userId, actorId] = await Promise.all([idOf(query.user), idOf(query.actor)]);
  if (userId === null || actorId === null) return null;
  return {
    type: query.event_type,
    riskLevel: query.risk_level,
    userId,
    actorId,
    ipAddress: query.ip_address,
    from: query.from === undefined ? undefined : fromIso(query.from),
    to: query.to === undefined ? undefined : fromIso(query.to),
  };
}

type Page = { events: AuditRow[]; next: Place | null; lookedBackTo: string | null };
const STAGES: Stage[] = ['critical', 'high', 'rest'];

/** Reads stage by stage, until the page is full or a search ends before its index does. */
async function readPage(
  { eventSearch }: SearchEventsDeps,
  { filter, place, limit }: { filter: EventFilter; place: Place; limit: number },
): Promise<Page> {
  const events: AuditRow[] = [];
  const stages =
    place.stage === 'all' ? (['all'] as const) : STAGES.slice(STAGES.indexOf(place.stage));
  let { before } = place;
  for (const stage of stages) {
    const wanted = limit - events.length;
    const found = await eventSearch.list({ filter, stage, before, limit: wanted + 1 });
    events.push(...found.events.slice(0, wanted));
    if (found.events.length > wanted) {
      const last = found.events[wanted - 1]?.id ?? before;
      return {
        events,
        next: last === undefined ? { stage } : { stage, before: last },
        lookedBackTo: null,
      };
    }
    if (found.floor !== null)
      return {
        events,
        next: { stage, before: found.floor },
        lookedBackTo: toIso(timeOfUuid(found.floor)),
      };
    before = undefined;
  }
  return { events, next: null, lookedBackTo: null };
}
