import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { watchQueries } from '../support/watch-queries.ts';

/** Adds users with a session and an event each, which expire in a month. */
async function addPeople(count: number, at: number): Promise<void> {
  await env.DB.prepare(
    `insert into users (id, email, email_normalized, created_at, updated_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
      select 'crowd-' || i, 'c' || i, 'c' || i, ?2 - i, ?2 - i from n`,
  )
    .bind(count, at)
    .run();
  await env.DB.batch([
    env.DB.prepare(
      `insert into sessions (id, user_id, amr, created_at, last_activity_at, last_rotation_at, expires_at)
        select id, id, '["pwd"]', ?1, ?1, ?1, ?2 from users where id like 'crowd-%'`,
    ).bind(at, at + 86_400_000),
    env.DB.prepare(
      `insert into audit_events (id, type, risk_level, user_id, metadata, created_at)
        select id, 'session.sign_in_failed', 'medium', id, '{}', ?1 from users where id like 'crowd-%'`,
    ).bind(at),
  ]);
}

it('reads as many rows for two thousand users as for none, and scans no table of people', async () => {
  const watched = watchQueries(env.DB);
  const app = createTestApp({ env: { DB: watched.DB } });
  const count = () => app.servicesWith(() => undefined).viewUsers.count();
  await count();
  const few = watched.read();
  await addPeople(2000, app.clock());
  expect(await count()).toMatchObject({
    users: { total: 2000, unverified: 2000 },
    sessions: { live: 2000 },
    last_24_hours: { registrations: 2000, sign_ins: 2000, failed_sign_ins: 2000 },
  });
  // An hour or two more, with some names each.
  expect(watched.read() - few).toBeLessThan(100);

  expect(watched.queries.size).toBeGreaterThanOrEqual(5);
  for (const query of watched.queries) {
    const values = Array.from(query.matchAll(/\?/g), () => 0);
    const { results } = await env.DB.prepare(`explain query plan ${query}`)
      .bind(...values)
      .all<{ detail: string }>();
    const scans = results.filter(
      ({ detail }) =>
        /^SCAN (?!figures|json_each)/.test(detail) && !/users_privileged/.test(detail),
    );
    expect(scans, query).toEqual([]);
  }
});
