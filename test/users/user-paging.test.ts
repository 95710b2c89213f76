import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY } from '../../src/shared/clock.ts';
import { createDatabase } from '../../src/shared/database.ts';
import {
  LAST_SEEN,
  USER_ORDERS,
  USER_SORTS,
  USER_STATUSES,
  type UserPosition,
  type UserQuery,
} from '../../src/users/user-query.ts';
import { createUserSearch } from '../../src/users/user-search-store.ts';

const NOW = Date.UTC(2026, 10, 1);
const db = createDatabase(env.DB);

type Person = {
  id: string;
  email: string;
  name: string;
  isDisabled: boolean;
  isVerified: boolean;
  isLocked: boolean;
  role: 'user' | 'staff' | 'admin';
  hasFactor: boolean;
  at: number | null;
  createdAt: number;
};

const NAMES = ['', 'Ada', 'ADAM', 'Élodie', 'E\u0301mile', 'Ａｄａ', 'şirin'];
// Few values, so that many are equal.
const person = fc.record<Omit<Person, 'id' | 'email'>>({
  name: fc.constantFrom(...NAMES),
  isDisabled: fc.boolean(),
  isVerified: fc.boolean(),
  isLocked: fc.boolean(),
  role: fc.constantFrom('user', 'user', 'staff', 'admin'),
  hasFactor: fc.boolean(),
  at: fc.constantFrom(null, null, NOW - DAY, NOW - DAY + 1, NOW - 5 * DAY, NOW - 90 * DAY - 1),
  createdAt: fc.constantFrom(NOW - 3, NOW - 2, NOW - 1),
});
const maybe = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);
const asked = fc.record<Omit<UserQuery, 'after' | 'now'>>({
  query: maybe('a', 'ad', 'ADA', 'é', 'e\u0301', 'p1', 'p12', 'ş'),
  status: maybe(...USER_STATUSES),
  role: maybe('user', 'staff', 'admin'),
  verified: maybe(true, false),
  secondFactor: maybe(true, false),
  lastSeen: maybe(...LAST_SEEN),
  sort: fc.constantFrom(...USER_SORTS),
  order: fc.constantFrom(...USER_ORDERS),
  limit: fc.integer({ min: 1, max: 5 }),
});

const idOf = (n: number) =>
  `00000000-0000-7000-8000-${String((n * 7919) % 1_000_000).padStart(12, '0')}`;
const plain = (text: string) => text.normalize('NFKC').toLowerCase();

async function add(people: Person[]) {
  const rows = people.map((one) => ({
    ...one,
    normal: plain(one.name),
    status: one.isDisabled ? 'disabled' : 'active',
    roles: JSON.stringify(one.role === 'user' ? ['user'] : ['user', one.role]),
    verified: one.isVerified ? NOW : null,
    locked: one.isLocked ? NOW + 1 : null,
  }));
  const each = (sql: string) => env.DB.prepare(sql).bind(JSON.stringify(rows));
  const of = (name: string) => `json_extract(value, '$.${name}')`;
  await env.DB.batch([
    each(`insert into users (id, email, email_normalized, display_name, name_normalized, status,
      roles, email_verified_at, locked_until, last_login_at, created_at, updated_at)
      select ${['id', 'email', 'email', 'name', 'normal', 'status', 'roles', 'verified', 'locked', 'at', 'createdAt', 'createdAt'].map(of).join(', ')}
      from json_each(?)`),
    each(`insert into user_factors (id, user_id, kind) select ${of('id')}, ${of('id')}, 'totp'
      from json_each(?) where ${of('hasFactor')}`),
  ]);
}

/** The same question, answered by hand. */
function fits(one: Person, query: Omit<UserQuery, 'after' | 'limit'>): boolean {
  const { query: text, status, role, verified, secondFactor, lastSeen } = query;
  const days = one.at === null ? null : (NOW - one.at) / DAY;
  const wasSeen = {
    never: days === null,
    over_90d: days !== null && days > 90,
    ...Object.fromEntries([1, 7, 30, 90].map((n) => [`${n}d`, days !== null && days <= n])),
  } as Record<string, boolean>;
  const inStatus = {
    active: !one.isDisabled,
    disabled: one.isDisabled,
    unverified: !one.isVerified,
    locked: one.isLocked,
  };
  return (
    (text === undefined || [one.email, plain(one.name)].some((it) => it.startsWith(plain(text)))) &&
    (status === undefined || inStatus[status]) &&
    (role === undefined || role === 'user' || role === one.role) &&
    (verified === undefined || verified === one.isVerified) &&
    (secondFactor === undefined || secondFactor === one.hasFactor) &&
    (lastSeen === undefined || wasSeen[lastSeen] === true)
  );
}

function inOrder({ sort, order }: Pick<UserQuery, 'sort' | 'order'>, people: Person[]): Person[] {
  const key = (one: Person) => (sort === 'created' ? one.createdAt : (one.at ?? -1));
  const up = people.toSorted((a, b) => key(a) - key(b) || (a.id < b.id ? -1 : 1));
  return order === 'asc' ? up : up.reverse();
}

it('page by page shows everyone who fits once and in order, whoever comes and goes meanwhile', async () => {
  let cuts = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 8, maxLength: 30 }),
      asked,
      fc.record({
        mostSorted: fc.integer({ min: 0, max: 12 }),
        mostLookedThrough: fc.integer({ min: 1, max: 12 }),
      }),
      fc.array(fc.record({ comes: fc.option(person), goes: fc.option(fc.nat(29)) }), {
        maxLength: 8,
      }),
      async (drawn, query, bounds, meanwhile) => {
        await env.DB.exec('delete from users');
        const people = drawn.map(
          (one, n): Person => ({ ...one, id: idOf(n), email: `p${n}@example.com` }),
        );
        await add(people);
        const { list } = createUserSearch(db, bounds);
        const seen: string[] = [];
        const all = [...people];
        const gone = new Set<string>();
        let after: UserPosition | null = null;
        for (let page = 0; ; page++) {
          const found = await list({ ...query, after, now: NOW });
          expect(found.users.length).toBeLessThanOrEqual(query.limit);
          if (found.isCut) cuts++;
          seen.push(...found.users.map(({ id }) => id));
          after = found.next;
          if (after === null) break;
          expect(page).toBeLessThan(200);
          const { comes = null, goes = null } = meanwhile[page] ?? {};
          if (comes !== null) {
            const n = 100 + page;
            const newcomer = { ...comes, id: idOf(n), email: `p${n}@example.com` };
            await add([newcomer]);
            all.push(newcomer);
          }
          const leaver = goes === null ? undefined : people[goes % people.length];
          if (leaver !== undefined) {
            await env.DB.prepare('delete from users where id = ?').bind(leaver.id).run();
            gone.add(leaver.id);
          }
        }
        // Nobody twice, nobody who does not fit, all in one order.
        const byHand = inOrder(
          query,
          all.filter((one) => fits(one, { ...query, now: NOW })),
        );
        expect(seen).toEqual(byHand.map(({ id }) => id).filter((id) => seen.includes(id)));
        // Nobody is missing who was there from the first page to the last.
        const stayed = byHand.filter(
          ({ id }) => people.some((one) => one.id === id) && !gone.has(id),
        );
        expect(stayed.map(({ id }) => id).filter((id) => !seen.includes(id))).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
  // Walks were cut short, or the rule of places was not tried.
  expect(cuts).toBeGreaterThan(50);
}, 120_000);
