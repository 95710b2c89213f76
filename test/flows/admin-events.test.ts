import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUDIT_EVENTS, type AuditEventType } from '../../src/audit/event.ts';
import { giveRoles } from '../support/edit-users.ts';
import { as, newcomer, signIn, type Tokens } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { addTrailEvents, crowdTrail, type TrailEvent } from '../support/trail-events.ts';
import { watchQueries } from '../support/watch-queries.ts';

const OFF = { env: { LOGIN_SECOND_FACTOR: 'off', RATE_LIMITS: 'off' } };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type Query = Record<string, string>;
type Page = {
  events: { id: string; event_type: string; risk_level: string; created_at: string }[];
  next_cursor: string | null;
  latest: string | null;
  looked_back_to: string | null;
  is_gap: boolean;
};

async function staffOf(app: TestApp) {
  const person = await newcomer(app);
  await giveRoles(['staff'], { id: person.user.id });
  await app.deliverLedger();
  await env.DB.prepare('delete from audit_events').run();
  return person;
}

async function ask(app: TestApp, by: Tokens, query: Query): Promise<Page> {
  const answer = await app.admin.events.$get({ query: query as never }, as(by));
  expect(answer.status).toBe(200);
  return (await answer.json()) as Page;
}

/** All pages of a query, and how many there were. */
async function askAll(app: TestApp, by: Tokens, query: Query) {
  const found: Page['events'] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const page: Page = await ask(app, by, cursor === null ? query : { ...query, cursor });
    found.push(...page.events);
    cursor = page.next_cursor;
    pages++;
  } while (cursor !== null && pages < 200);
  return { found, pages };
}

const TYPES: AuditEventType[] = [
  'user.registered',
  'session.sign_in_failed',
  'admin.disabled',
  'password.reset',
  'session.refresh_token_reused',
];
const PEOPLE = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);

describe('GET /admin/events', () => {
  it('finds what fits, all of it and once, page by page, in the order asked for', async () => {
    const app = createTestApp(OFF);
    const staff = await staffOf(app);
    const anEvent = fc.record({
      type: fc.constantFrom(...TYPES),
      at: fc.integer({ min: 0, max: 20 }).map((n) => app.clock() - n * 1000),
      userId: fc.constantFrom(...PEOPLE, null),
      actorId: fc.constantFrom(...PEOPLE, null),
      ip: fc.constantFrom('192.0.2.1', '2001:db8::1', null),
    });
    const aQuery = fc.record(
      {
        event_type: fc.constantFrom(...TYPES),
        risk_level: fc.constantFrom('low', 'medium', 'high', 'critical'),
        user: fc.constantFrom(...PEOPLE),
        actor: fc.constantFrom(...PEOPLE),
        ip_address: fc.constantFrom('192.0.2.1', '2001:db8::1'),
        from: fc
          .integer({ min: 0, max: 20 })
          .map((n) => new Date(app.clock() - n * 1000).toISOString()),
        to: fc
          .integer({ min: 0, max: 20 })
          .map((n) => new Date(app.clock() - n * 1000).toISOString()),
        order: fc.constantFrom('risk', 'newest'),
        limit: fc.constantFrom('1', '3', '100'),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anEvent, { minLength: 1, maxLength: 25 }),
        fc.array(aQuery, { minLength: 4, maxLength: 4 }),
        async (events, queries) => {
          await env.DB.prepare('delete from audit_events').run();
          const ids = await addTrailEvents(events);
          for (const query of queries) {
            const { found } = await askAll(app, staff, query as Query);
            expect(found.map(({ id }) => id)).toEqual(expected(events, ids, query));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('tells nobody but staff and admins', async () => {
    const app = createTestApp(OFF);
    const person = await newcomer(app);
    const query = { limit: '1' } as never;
    expect((await app.admin.events.$get({ query }, as(person))).status).toBe(403);
    expect((await app.admin.events.$get({ query })).status).toBe(401);
  });

  it('finds by the address of a user, and nothing by that of nobody', async () => {
    const app = createTestApp(OFF);
    const staff = await staffOf(app);
    const other = await newcomer(app);
    await app.deliverLedger();
    const { events } = await ask(app, staff, { user: other.email.toUpperCase() });
    expect(events.map(({ event_type }) => event_type)).toContain('user.email_verified');
    const none = await ask(app, staff, { user: 'nobody@example.com' });
    expect(none).toMatchObject({ events: [], next_cursor: null, latest: null });
  });

  it.each([
    ['of another query', { user: 'somebody' }],
    ['changed', {}],
    ['of nobody', {}],
    ['of a tail', {}],
  ])('refuses a cursor %s', async (kind, extra) => {
    const app = createTestApp(OFF);
    const staff = await staffOf(app);
    await crowdTrail(3, app.clock() - 1000);
    const { next_cursor: cursor, latest } = await ask(app, staff, { limit: '1' });
    const given: Record<string, string> = {
      'of another query': String(cursor),
      changed: `A${String(cursor).slice(1)}`,
      'of nobody': '00000000-0000-7000-8000-000000000000',
      'of a tail': String(latest),
    };
    for (const query of [
      { cursor: given[kind] },
      { after: kind === 'of a tail' ? cursor : given[kind] },
    ]) {
      const answer = await app.admin.events.$get(
        { query: { ...extra, ...query } as never },
        as(staff),
      );
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'validation_error' });
    }
    expect((await ask(app, staff, { limit: '2', cursor: String(cursor) })).events).toHaveLength(2);
  });
});

/** The ids that a query must find, by looking at every event. */
function expected(events: TrailEvent[], ids: string[], query: Query): string[] {
  const rank = { critical: 0, high: 1, medium: 2, low: 2 };
  return events
    .map((event, index) => ({ ...event, id: ids[index] ?? '', risk: AUDIT_EVENTS[event.type] }))
    .filter(
      (event) =>
        (query.event_type === undefined || event.type === query.event_type) &&
        (query.risk_level === undefined || event.risk === query.risk_level) &&
        (query.user === undefined || event.userId === query.user) &&
        (query.ip_address === undefined || event.ip === query.ip_address) &&
        (query.from === undefined || event.at >= Date.parse(query.from)) &&
        (query.to === undefined || event.at < Date.parse(query.to)) &&
        // What nobody is known to have suffered is found by whom it is about, or by its kind.
        (query.actor === undefined ||
          (event.actorId === query.actor && (event.userId ?? null) !== null)),
    )
    .toSorted(
      (a, b) =>
        (query.order === 'newest' ? 0 : rank[a.risk] - rank[b.risk]) || (a.id < b.id ? 1 : -1),
    )
    .map(({ id }) => id);
}

describe('the cost of a search', () => {
  const choices = [
    ['event_type', 'session.sign_in_failed', 'admin.disabled'],
    ['risk_level', 'medium', 'high'],
    ['user', 'crowd'],
    ['actor', 'crowd'],
    ['ip_address', '192.0.2.9'],
    ['from', new Date(Date.UTC(2199, 11, 1)).toISOString()],
    ['to', new Date(Date.UTC(2200, 5, 1)).toISOString()],
  ] as const;
  /** Every combination of filters, in both orders. */
  const combinations: Query[] = [{ order: 'risk' }, { order: 'newest' }];
  for (const [name, ...values] of choices)
    combinations.push(
      ...combinations.flatMap((query) => values.map((value) => ({ ...query, [name]: value }))),
    );

  it('is a search in an index for every combination, and bounded, whatever the size of the trail', async () => {
    const watched = watchQueries(env.DB);
    const app = createTestApp({ env: { ...OFF.env, DB: watched.DB } });
    await crowdTrail(60_000, app.clock() - 1000);
    const search = app.servicesWith(() => undefined).searchEvents;
    watched.queries.clear();
    for (const query of combinations) {
      const asked = { order: 'risk', limit: 50, ...query } as Parameters<typeof search>[0];
      const bounded = async (more: { cursor?: string; after?: string } = {}) => {
        const before = watched.read();
        const page = await search({ ...asked, ...more });
        expect(watched.read() - before, JSON.stringify(query)).toBeLessThan(25_000);
        return page;
      };
      const page = await bounded();
      if (page.next_cursor !== null) await bounded({ cursor: page.next_cursor });
      if (page.latest !== null) await bounded({ after: page.latest });
    }
    const seen = new Set<string>();
    for (const query of watched.queries) {
      const values = Array.from(query.matchAll(/\?/g), () => 0);
      const { results } = await env.DB.prepare(`explain query plan ${query}`)
        .bind(...values)
        .all<{ detail: string }>();
      for (const { detail } of results) seen.add(detail);
      expect(
        results.filter(({ detail }) => /^SCAN|TEMP B-TREE/.test(detail)),
        query,
      ).toEqual([]);
    }
    expect([...seen].filter((detail) => detail.startsWith('SEARCH')).sort()).toEqual([
      'SEARCH audit_events USING COVERING INDEX audit_events_risky (risk_level=? AND id>? AND id<?)',
      'SEARCH audit_events USING COVERING INDEX audit_events_user (user_id=? AND id>? AND id<?)',
      'SEARCH audit_events USING INDEX audit_events_acts (actor_id=? AND id>? AND id<?)',
      'SEARCH audit_events USING INDEX audit_events_risky (risk_level=? AND id>? AND id<?)',
      'SEARCH audit_events USING INDEX audit_events_user (user_id=? AND id>? AND id<?)',
      'SEARCH audit_events USING PRIMARY KEY (id>? AND id<?)',
    ]);
  });
});

describe('a tail', () => {
  it('tells each event once and in order, also one that comes late', async () => {
    const app = createTestApp(OFF);
    let staff: Tokens & { email: string } = await staffOf(app);
    const type = 'session.sign_in_failed';
    const now = app.clock();
    await addTrailEvents([1, 2, 3].map((n) => ({ type, at: now - n * 1000 })));
    let { latest } = await ask(app, staff, { order: 'newest', limit: '1' });
    const tail = async () => {
      const page = await ask(app, staff, { order: 'newest', limit: '2', after: String(latest) });
      latest = page.latest;
      expect(page.is_gap).toBe(false);
      return page.events.map(({ id }) => id);
    };
    expect(await tail()).toEqual([]);
    const [b, a] = await addTrailEvents([
      { type, at: now + 2 },
      { type, at: now + 1 },
    ]);
    expect(await tail()).toEqual([a, b]);
    // Older than all that was told, and more than one page.
    const late = await addTrailEvents([5, 4, 3].map((n) => ({ type, at: now - n * MINUTE })));
    app.advance(3 * MINUTE);
    expect(await tail()).toEqual(late.slice(0, 2));
    app.advance(3 * MINUTE);
    expect(await tail()).toEqual(late.slice(2));
    expect(await tail()).toEqual([]);
    // A day later nothing is told again.
    app.advance(DAY);
    staff = { ...staff, ...(await signIn(app, staff.email)) };
    expect(await tail()).toEqual([]);
    expect(await tail()).toEqual([]);
  });

  it('follows what fits alone, and loses nothing of a burst', async () => {
    const app = createTestApp(OFF);
    const staff = await staffOf(app);
    const query = { risk_level: 'high', limit: '100' };
    let { latest } = await ask(app, staff, query);
    const at = app.clock();
    const ids = await addTrailEvents(
      Array.from({ length: 1500 }, (_, n) => ({
        type: n % 2 === 0 ? ('admin.disabled' as const) : ('session.sign_in_failed' as const),
        at: at + n,
      })),
    );
    const told: string[] = [];
    for (let n = 0; n < 12; n++) {
      app.advance(5000);
      const page: Page = await ask(app, staff, { ...query, after: String(latest) });
      latest = page.latest;
      told.push(...page.events.map(({ id }) => id));
    }
    expect(told).toEqual(ids.filter((_, n) => n % 2 === 0));
  });

  it('says that it left something out, if more came than it looks at', async () => {
    const app = createTestApp(OFF);
    const staff = await staffOf(app);
    const query = { ip_address: '192.0.2.1' };
    const { latest } = await ask(app, staff, query);
    app.advance(5 * MINUTE);
    await crowdTrail(3000, app.clock());
    const page = await ask(app, staff, { ...query, after: String(latest) });
    expect(page.is_gap).toBe(true);
    app.advance(1000);
    expect((await ask(app, staff, { ...query, after: String(page.latest) })).is_gap).toBe(false);
  });
});
