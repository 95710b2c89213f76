import {
  and,
  asc,
  desc,
  gt,
  gte,
  isNotNull,
  isNull,
  lt,
  lte,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { users } from './table.ts';
import { lastSeenBetween, type UserPosition, type UserQuery } from './user-query.ts';

/** A stretch of users in one order that one index has in this order. */
export type Stretch = {
  /**
   * Holds from where the page begins to `end` or, without one, to the end of the stretch. It has
   * one bound for each side: of two, SQLite would search by the first.
   */
  within: (end: UserPosition | null) => SQL | undefined;
  orderBy: SQL[];
};

/** The time that is sorted by. */
export const timeOf = ({ sort }: Pick<UserQuery, 'sort'>) =>
  sort === 'created' ? users.createdAt : users.lastLoginAt;

/**
 * What is left of an order behind `after`, stretch by stretch. Who never signed in stands at the
 * end of the last sign-ins, latest first: SQLite compares no null, so they are a stretch of their
 * own.
 */
export function stretchesOf(query: UserQuery): Stretch[] {
  const { sort, order, after, lastSeen, now } = query;
  if (sort === 'created') return [timed(query, undefined)];
  const between = lastSeen === undefined ? undefined : lastSeenBetween(lastSeen, now);
  if (between === null) return [never(query)];
  const signedIn = timed(query, between);
  if (between !== undefined) return [signedIn];
  const isLast = order === 'desc';
  if (after === null) return isLast ? [signedIn, never(query)] : [never(query), signedIn];
  if (after.at === null) return isLast ? [never(query)] : [never(query), signedIn];
  return isLast ? [signedIn, never(query)] : [signedIn];
}

/** An order for few users, without an index: SQLite has null before every time, too. */
export function orderedBy(query: UserQuery): { behind: SQL | undefined; orderBy: SQL[] } {
  const time = sql`+${timeOf(query)}`;
  const isDown = query.order === 'desc';
  const direction = isDown ? desc : asc;
  return { behind: behind(query, time), orderBy: [direction(time), direction(users.id)] };
}

function behind({ after, order }: UserQuery, time: SQL): SQL | undefined {
  if (after === null) return undefined;
  const isDown = order === 'desc';
  const { at, id } = after;
  if (at === null) {
    const later = and(isNull(time), isDown ? lt(users.id, id) : gt(users.id, id));
    return isDown ? later : or(later, isNotNull(time));
  }
  const later = sql`(${time}, ${users.id}) ${isDown ? sql`<` : sql`>`} (${at}, ${id})`;
  return isDown ? or(later, isNull(time)) : later;
}

/** Users with a time, in its order. */
function timed(query: UserQuery, between: [number, number] | undefined): Stretch {
  const { order, after } = query;
  const [time, isDown] = [timeOf(query), order === 'desc'];
  const place = ({ at, id }: UserPosition) => sql`(${at}, ${id})`;
  const key = sql`(${time}, ${users.id})`;
  const [least, most] = between ?? [0, Number.MAX_SAFE_INTEGER];
  const [earliest, latest] = [gte(time, least), lt(time, most)];
  const from = after === null || after.at === null ? null : place(after);
  const direction = isDown ? desc : asc;
  return {
    within: (end) =>
      isDown
        ? and(
            from === null ? latest : sql`${key} < ${from}`,
            end === null ? earliest : sql`${key} >= ${place(end)}`,
          )
        : and(
            from === null ? earliest : sql`${key} > ${from}`,
            end === null ? latest : sql`${key} <= ${place(end)}`,
          ),
    orderBy: [direction(time), direction(users.id)],
  };
}

/** Users who never signed in, by their ids, which are nearly the order of their creation. */
function never({ order, after }: UserQuery): Stretch {
  const isDown = order === 'desc';
  const from = after?.at === null ? after : null;
  return {
    within: (end) =>
      and(
        isNull(users.lastLoginAt),
        from === null ? undefined : isDown ? lt(users.id, from.id) : gt(users.id, from.id),
        end === null ? undefined : isDown ? gte(users.id, end.id) : lte(users.id, end.id),
      ),
    orderBy: [isDown ? desc(users.id) : asc(users.id)],
  };
}
