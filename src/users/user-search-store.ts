import { and, count, gte, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { runBatch } from '../shared/database.ts';
import { users } from './table.ts';
import { asTried, filtersOf, type UserFilter } from './user-filters-store.ts';
import { orderedBy, type Stretch, stretchesOf, timeOf } from './user-order-store.ts';
import {
  MOST_LOOKED_THROUGH,
  MOST_SORTED,
  type UserPosition,
  type UserQuery,
} from './user-query.ts';
import { hasRole, recordColumns, type UserRecord } from './user-record-store.ts';

export type FoundUsers = {
  users: UserRecord[];
  /** Where the next page begins; null if this is the last. */
  next: UserPosition | null;
  /** Whether the page ends because so many were looked through, not because it is full. */
  isCut: boolean;
};

type Page = { query: UserQuery; filters: UserFilter[]; bounds: SearchBounds };

export type SearchBounds = { mostSorted: number; mostLookedThrough: number };
const BOUNDS = { mostSorted: MOST_SORTED, mostLookedThrough: MOST_LOOKED_THROUGH };

/** Finds and counts users, for administrators. */
export function createUserSearch(db: Database, bounds: SearchBounds = BOUNDS) {
  return {
    /**
     * Matching users, in order. Reads a bounded number of rows, whatever is asked of however many
     * users: few that an index finds are sorted; else the order is walked along, and after
     * {@link MOST_LOOKED_THROUGH} users the page ends with whom it found.
     */
    async list(query: UserQuery): Promise<FoundUsers> {
      const page = { query, filters: filtersOf(db, query), bounds };
      const few = await findFew(db, page);
      const walk = await (few === null ? walkAlong(db, page) : sortFew(db, page, few));
      const shown = walk.users.slice(0, query.limit);
      const last = shown.at(-1);
      const isFull = walk.users.length > query.limit;
      return {
        users: shown,
        next: isFull && last !== undefined ? positionOf(query, last) : walk.end,
        isCut: !isFull && walk.end !== null,
      };
    },

    /** Counts users who are locked by an administrator, and admins: few, each by an index. */
    async countRare(now: number): Promise<{ locked: number; admins: number }> {
      // biome-ignore lint/plugin/bounded-query: few are locked or admins, each by an index.
      const counted = (where?: SQL) => db.select({ count: count() }).from(users).where(where);
      const [[locked], [admins]] = await runBatch(db, [
        counted(gte(users.lockedUntil, now)),
        counted(hasRole(users, 'admin')),
      ]);
      return { locked: locked?.count ?? 0, admins: admins?.count ?? 0 };
    },
  };
}

/** Where a user stands in the order of a query. */
const positionOf = ({ sort }: UserQuery, user: UserRecord): UserPosition => ({
  at: sort === 'created' ? user.createdAt : user.lastLoginAt,
  id: user.id,
});

/** Returns the filter that the fewest users pass, if they are few enough to sort. */
async function findFew(
  db: Database,
  { filters, bounds: { mostSorted } }: Page,
): Promise<UserFilter | null> {
  const indexed = filters.filter(({ ids, isOrder }) => ids !== null && !isOrder);
  const [first, ...rest] = indexed.map(({ ids }) =>
    // biome-ignore lint/plugin/bounded-query: `ids` are limited.
    db.select({ count: count() }).from(sql`(${ids} limit ${mostSorted + 1})`),
  );
  if (first === undefined) return null;
  const counts = (await runBatch(db, [first, ...rest])).map(([row]) => row?.count ?? 0);
  const fewest = Math.min(...counts);
  return fewest > mostSorted ? null : (indexed[counts.indexOf(fewest)] ?? null);
}

type Walk = { users: UserRecord[]; end: UserPosition | null };

async function sortFew(db: Database, { query, filters }: Page, few: UserFilter): Promise<Walk> {
  const { behind, orderBy } = orderedBy(query);
  const others = filters.filter((one) => one !== few).map(({ holds }) => asTried(holds));
  const found = await db
    .select(recordColumns)
    .from(users)
    .where(and(sql`${users.id} in (${few.ids})`, ...others, behind))
    .orderBy(...orderBy)
    .limit(query.limit + 1);
  return { users: found, end: null };
}

async function walkAlong(db: Database, page: Page): Promise<Walk> {
  const { query, filters } = page;
  const found: UserRecord[] = [];
  const tried = filters.filter(({ isOrder }) => !isOrder);
  const holds = tried.map((filter) => asTried(filter.holds));
  for (const stretch of stretchesOf(query)) {
    // By its position, not by its number: what comes and goes meanwhile is neither lost nor twice.
    const end = holds.length === 0 ? null : await endOf(db, page, stretch);
    const rows = await db
      .select(recordColumns)
      .from(users)
      .where(and(stretch.within(end), ...holds))
      .orderBy(...stretch.orderBy)
      .limit(query.limit + 1 - found.length);
    found.push(...rows);
    if (found.length > query.limit || end !== null) return { users: found, end };
  }
  return { users: found, end: null };
}

/** The last user that a page looks at; null if a stretch ends before. */
async function endOf(db: Database, { query, bounds }: Page, stretch: Stretch) {
  const [end] = await db
    .select({ at: timeOf(query), id: users.id })
    .from(users)
    .where(stretch.within(null))
    .orderBy(...stretch.orderBy)
    .limit(1)
    .offset(bounds.mostLookedThrough - 1);
  return end ?? null;
}
