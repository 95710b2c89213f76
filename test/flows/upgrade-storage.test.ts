import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { bringLedger } from '../support/ledger.ts';
import { bearer, refusal, signIn, WRONG } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import fixture from '../vectors/deployment-7c56408.json';

// Storage that the commit before guards kept versions and sessions has made itself: two people,
// each with a session as it began, one that was refreshed, one that was ended, and one whose
// access token was revoked.

/** The first migration that the commit of the fixture did not have. */
const SINCE = '0005';

type Cell = string | number | null;
type Tables = Record<string, { sql: string; rows: Record<string, Cell>[] }>;

/** The statements that write rows, with their values. */
const insertsOf = (tables: Tables) =>
  Object.entries(tables).flatMap(([name, { rows }]) =>
    rows.map((row) => ({
      statement: `insert into ${name} (${Object.keys(row).join(', ')})
        values (${Object.keys(row).map(() => '?')})`,
      values: Object.values(row),
    })),
  );

const statementsOf = (isOurs: (name: string) => boolean) =>
  env.TEST_MIGRATIONS.filter(({ name }) => isOurs(name))
    .flatMap(({ queries }) => queries)
    .map((query) => env.DB.prepare(query));

/** D1 as it was, brought to today's schema as a deployment does. */
async function restoreDatabase(): Promise<void> {
  const { results } = await env.DB.prepare(
    `select name from sqlite_master
      where type = 'table' and name not glob '_cf_*' and name not glob 'sqlite_*'`,
  ).all<{ name: string }>();
  await env.DB.batch([
    env.DB.prepare('pragma defer_foreign_keys = on'),
    ...results.map(({ name }) => env.DB.prepare(`drop table ${name}`)),
  ]);
  await env.DB.batch(statementsOf((name) => name < SINCE));
  const inserts = insertsOf(fixture.database.tables as Tables);
  const order = ['users', 'user_factors', 'password_history', 'sessions'];
  const rank = (statement: string) =>
    order.findIndex((name) => statement.startsWith(`insert into ${name} `)) + 1 || 9;
  await env.DB.batch(
    inserts
      .toSorted((a, b) => rank(a.statement) - rank(b.statement))
      .map(({ statement, values }) => env.DB.prepare(statement).bind(...values)),
  );
  await env.DB.batch(statementsOf((name) => name >= SINCE));
}

/** The guards as they were. Whatever wakes them brings them to today's schema. */
async function restoreGuards(): Promise<void> {
  for (const [id, { tables }] of Object.entries(fixture.guards)) {
    const guard = env.ACCOUNT_GUARD.getByName(id);
    await runInDurableObject(guard, async (_, { storage }) => {
      await storage.deleteAll();
      for (const { sql } of Object.values(tables as Tables)) storage.sql.exec(sql);
      for (const { statement, values } of insertsOf(tables as Tables))
        storage.sql.exec(statement, ...values);
    });
    await evictDurableObject(guard);
  }
}

function createLaterApp(): TestApp {
  const app = createTestApp({ env: fixture.settings });
  app.advance(fixture.now + 1000 - app.clock());
  return app;
}

const [ada, grace] = fixture.people as [Person, Person];
type Person = (typeof fixture.people)[number];
type Held = { access: string; refresh: string };

const me = (app: TestApp, { access }: Held) =>
  app.fetch('/api/v1/auth/me', { headers: bearer(access) });
const refresh = (app: TestApp, token: string) =>
  app.post('/api/v1/auth/token/refresh', { refresh: token });
const listed = async (app: TestApp, { access }: Held) => {
  const answer = await app.fetch('/api/v1/auth/sessions', { headers: bearer(access) });
  const { sessions } = await answer.json<{ sessions: { id: string }[] }>();
  return sessions.map(({ id }) => id).toSorted();
};
const logOut = (app: TestApp, { access }: Held) =>
  app.fetch('/api/v1/auth/logout', { method: 'POST', headers: bearer(access) });
const rowOf = (id: string) =>
  env.DB.prepare('select revoked_at, revoke_reason from sessions where id = ?').bind(id).first();

describe('storage that the commit 7c56408 has made', () => {
  beforeEach(async () => {
    await restoreDatabase();
    await restoreGuards();
  });

  it('is of then: guards without views, sessions and history', () => {
    const [guard] = Object.values(fixture.guards);
    expect(guard?.tables.schema_version.rows).toEqual([{ version: 2 }]);
    expect(fixture.people).toHaveLength(2);
    expect(fixture.database.tables.sessions.rows).toHaveLength(8);
  });

  it('knows its access tokens: who they are from, which ended, which are revoked', async () => {
    const app = createLaterApp();
    for (const person of [ada, grace]) {
      for (const held of [person.first, person.rotated]) {
        const answer = await me(app, held);
        expect([answer.status, await answer.json()]).toMatchObject([200, { email: person.email }]);
      }
      expect((await me(app, person.ended)).status).toBe(401);
      expect(await refusal(await me(app, person.revoked))).toEqual([401, 'token_revoked']);
    }
  });

  it('refuses what is revoked and ended whatever wakes the guard first', async () => {
    const app = createLaterApp();
    expect((await refresh(app, ada.first.refresh)).status).toBe(200);
    await signIn(app, grace.email, { password: grace.password });
    for (const person of [ada, grace]) {
      expect(await refusal(await me(app, person.revoked))).toEqual([401, 'token_revoked']);
      expect((await me(app, person.ended)).status).toBe(401);
      expect((await refresh(app, person.ended.refresh)).status).toBe(401);
    }
  });

  it('exchanges its refresh tokens, and ends the session of a reused one', async () => {
    const app = createLaterApp();
    const first = await refresh(app, ada.first.refresh);
    expect(first.status).toBe(200);
    const next = await first.json<{ refresh_token: string }>();
    expect((await refresh(app, next.refresh_token)).status).toBe(200);
    // A session whose access token was revoked goes on, as it did then.
    expect((await refresh(app, ada.revoked.refresh)).status).toBe(200);
    app.advance(120_000);
    expect((await refresh(app, grace.rotated.replaced)).status).toBe(401);
    expect((await refresh(app, grace.rotated.refresh)).status).toBe(401);
    await bringLedger();
    expect(await rowOf(grace.rotated.id)).toMatchObject({ revoke_reason: 'refresh_token_reused' });
  });

  it('lists its live sessions, and what is done with them is told to D1', async () => {
    const app = createLaterApp();
    const live = [ada.first.id, ada.rotated.id, ada.revoked.id].toSorted();
    expect(await listed(app, ada.first)).toEqual(live);
    expect((await logOut(app, ada.rotated)).status).toBe(200);
    expect((await me(app, ada.rotated)).status).toBe(401);
    expect(await listed(app, ada.first)).toEqual(live.filter((id) => id !== ada.rotated.id));
    await bringLedger();
    expect(await rowOf(ada.rotated.id)).toMatchObject({ revoke_reason: 'logout' });
    expect(await rowOf(ada.first.id)).toMatchObject({ revoked_at: null });
    expect(await rowOf(grace.rotated.id)).toMatchObject({ revoked_at: null });
  });

  it('has people who sign in from a device that is known, and whose history goes on', async () => {
    const app = createLaterApp();
    const wrong = { email: ada.email, password: WRONG };
    expect((await app.post('/api/v1/auth/login', wrong)).status).toBe(401);
    const again = await signIn(app, ada.email, { password: ada.password });
    expect(await listed(app, { access: again.access_token, refresh: '' })).toHaveLength(4);
    const answer = await app.fetch('/api/v1/audit/logs', { headers: bearer(again.access_token) });
    const { logs } = await answer.json<{ logs: { event_type: string }[] }>();
    const types = logs.map(({ event_type }) => event_type);
    expect(types).toContain('user.registered');
    expect(types.filter((type) => type === 'session.started')).toHaveLength(5);
    expect(types.filter((type) => type === 'session.sign_in_failed')).toHaveLength(2);
    expect(types).not.toContain('session.started_from_new_device');
  });

  it('takes changes: a name at once, a new password ends the other sessions', async () => {
    const app = createLaterApp();
    const patch = await app.fetch('/api/v1/auth/profile', {
      method: 'PATCH',
      headers: { ...bearer(ada.first.access), 'Content-Type': 'application/json' },
      body: JSON.stringify({ first_name: 'Ada' }),
    });
    expect(patch.status).toBe(200);
    expect(await (await me(app, ada.rotated)).json()).toMatchObject({ first_name: 'Ada' });
    const password = 'another-Horse-9-battery';
    const changed = await app.post(
      '/api/v1/auth/password/change',
      { old_password: ada.password, new_password: password },
      bearer(ada.first.access),
    );
    expect(changed.status).toBe(200);
    expect((await me(app, ada.rotated)).status).toBe(401);
    expect((await refresh(app, ada.rotated.refresh)).status).toBe(401);
    await signIn(app, ada.email, { password });
    expect((await me(app, grace.first)).status).toBe(200);
  });

  it('lets a person be erased with all that earlier guards kept', async () => {
    const app = createLaterApp();
    const erased = await app.fetch('/api/v1/auth/account', {
      method: 'DELETE',
      headers: { ...bearer(ada.first.access), 'Content-Type': 'application/json' },
      body: JSON.stringify({ password: ada.password }),
    });
    expect(erased.status).toBe(200);
    app.advance(61_000);
    await app.deliverJobs();
    await bringLedger();
    const { results } = await env.DB.prepare('select * from sessions where user_id = ?')
      .bind(ada.id)
      .all();
    expect(results).toEqual([]);
    expect((await me(app, grace.first)).status).toBe(200);
  });
});
