import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../src/shared/database.ts';
import { createUserDirectoryStore } from '../../src/users/user-directory-store.ts';
import {
  LAST_SEEN,
  MOST_LOOKED_THROUGH,
  MOST_SORTED,
  USER_ORDERS,
  USER_SORTS,
  USER_STATUSES,
  type UserPosition,
  type UserQuery,
} from '../../src/users/user-query.ts';
import { NOW, seedUsers } from '../support/seed-users.ts';
import { watchQueries } from '../support/watch-queries.ts';

const PEOPLE = 100_000;
const LIMIT = 50;
/**
 * A filter counts, looks at a position, tries each user with their factors, and reads whom it
 * shows.
 */
const MOST_READ = 3 * (MOST_LOOKED_THROUGH + MOST_SORTED) + 20 * LIMIT;

const ALL: UserQuery = {
  query: undefined,
  status: undefined,
  role: undefined,
  verified: undefined,
  secondFactor: undefined,
  lastSeen: undefined,
  sort: 'created',
  order: 'desc',
  after: null,
  limit: LIMIT,
  now: NOW,
};

/** What can be asked, one thing at a time: nobody, few, some and nearly all fit. */
const ASKED: Partial<UserQuery>[] = [
  {},
  ...['c0', 'person-77', 'nobody', 'user-', 'user-99999', 'name 4', 'İrem ş', 'p'].map((query) => ({
    query,
  })),
  { query: '00000000-0000-7000-8000-000000000777' },
  ...USER_STATUSES.map((status) => ({ status })),
  ...(['user', 'staff', 'admin'] as const).map((role) => ({ role })),
  ...[true, false].flatMap((is) => [{ verified: is }, { secondFactor: is }]),
  ...LAST_SEEN.map((lastSeen) => ({ lastSeen })),
];
/** Every two of them at once, and some that leave few of many. */
const TOGETHER = ASKED.flatMap((one, i) =>
  ASKED.slice(i + 1)
    .filter((other) => Object.keys(other).every((key) => !(key in one)))
    .map((other) => ({ ...one, ...other })),
);
const ORDERS = USER_SORTS.flatMap((sort) => USER_ORDERS.map((order) => ({ sort, order })));

/** Somewhere in the middle of each order. */
const MIDDLE: Record<UserQuery['sort'], UserPosition[]> = {
  created: [{ at: NOW - 50_000, id: '00000000-0000-7000-8000-000000050000' }],
  last_sign_in: [
    { at: NOW - 50_000 * 60_000, id: '00000000-0000-7000-8000-000000050000' },
    { at: null, id: '00000000-0000-7000-8000-000000050000' },
  ],
};

// Storage is new for each test.
beforeEach(() => seedUsers(PEOPLE), 120_000);

const watched = watchQueries(env.DB);
const directory = createUserDirectoryStore(createDatabase(watched.DB as unknown as D1Database));

async function rowsReadBy(query: UserQuery): Promise<number> {
  const before = watched.read();
  await directory.list(query);
  return watched.read() - before;
}

describe('a list of 100,000 users', () => {
  it('reads few rows, on its first page and in the middle, whatever is asked', async () => {
    const queries = ASKED.flatMap((asked) => ORDERS.map((order) => ({ ...asked, ...order })));
    const pairs = TOGETHER.map((asked, i) => ({ ...asked, ...(ORDERS[i % 4] ?? ORDERS[0]) }));
    let most = 0;
    for (const asked of [...queries, ...pairs]) {
      const query: UserQuery = { ...ALL, ...asked };
      for (const after of [null, ...MIDDLE[query.sort]]) {
        const read = await rowsReadBy({ ...query, after });
        expect(read, JSON.stringify({ ...asked, after })).toBeLessThan(MOST_READ);
        most = Math.max(most, read);
      }
    }
    // The bound is met: something was looked through to its end.
    expect(most).toBeGreaterThan(MOST_LOOKED_THROUGH);
  }, 600_000);

  it('reads hardly more than it shows where nothing is asked', async () => {
    for (const order of ORDERS)
      for (const after of [null, ...MIDDLE[order.sort]])
        expect(await rowsReadBy({ ...ALL, ...order, after })).toBeLessThan(8 * LIMIT);
  });

  it('scans nothing, and sorts nothing that is not few', async () => {
    await directory.countRare(NOW);
    for (const asked of ASKED)
      for (const order of ORDERS)
        for (const after of [null, ...MIDDLE[order.sort]])
          await directory.list({ ...ALL, ...asked, ...order, after });
    expect(watched.queries.size).toBeGreaterThan(60);
    for (const query of watched.queries) {
      const values = Array.from(query.matchAll(/\?/g), () => 0);
      const { results } = await env.DB.prepare(`explain query plan ${query}`)
        .bind(...values)
        .all<{ detail: string }>();
      const details = results.map(({ detail }) => detail);
      expect(
        details.filter((detail) => !isBounded(detail, query)),
        query,
      ).toEqual([]);
    }
  }, 120_000);
});

/** Steps about one user’s factors, and tables that are a list of a few constants. */
const OF_ONE =
  /^(SCAN|USE TEMP B-TREE FOR) (\(subquery-\d+\)|CONSTANT ROW|json_group_array\(DISTINCT\))$/;
/** Indexes of users who are few by nature. */
const RARE = /USING (COVERING )?INDEX users_(disabled|privileged|locked)/;

/** Whether a step of a plan reads a bounded number of rows. */
function isBounded(detail: string, query: string): boolean {
  if (OF_ONE.test(detail) || !/^SCAN|TEMP B-TREE/.test(detail)) return true;
  // At most so many are counted. Where they were few, they are found once more, and sorted.
  const isCounted = / from \(select .* limit \?\)$/s.test(query);
  const isFew = / in \(select /.test(query);
  if (detail.startsWith('SCAN'))
    return RARE.test(detail) || ((isCounted || isFew) && /INDEX/.test(detail));
  return isFew && detail === 'USE TEMP B-TREE FOR ORDER BY';
}
