import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import { brokenDatabase, deafGuards } from '../support/faults.ts';
import { bringLedger } from '../support/ledger.ts';
import {
  bearer,
  freshEmail,
  newcomerByMail,
  PASSWORD,
  registerByMail,
  signIn,
  type Tokens,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

type Person = Tokens & { email: string };
type Logged = { id: string; event_type: string };

/** Past the deadline of any change, and past the pause after it. */
const SETTLED = 16_000;
const NEW_PASSWORD = 'another-Horse-8-battery';

const send = (app: TestApp, method: string, path: string, by: Tokens, body?: object) =>
  app.fetch(path, {
    method,
    headers: { ...bearer(by.access_token), 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
async function logs(app: TestApp, by: Tokens, query = ''): Promise<Logged[]> {
  const answer = await send(app, 'GET', `/api/v1/audit/logs${query}`, by);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { logs: Logged[] }).logs;
}
const typesOf = (events: Logged[]) => events.map(({ event_type: type }) => type);
const without = (app: TestApp, bindings: Record<string, unknown>) => {
  const other = createTestApp({ env: bindings });
  other.advance(app.clock() - other.clock());
  return other;
};
const guardOf = (id: string) => env.ACCOUNT_GUARD.getByName(id);
const keptIn = (id: string) =>
  runInDurableObject(guardOf(id), (_, { storage }) =>
    storage.sql.exec<{ type: string }>('select type from events order by id').toArray(),
  );

/** Makes a guard what the release before left: it knows nothing of the history. */
async function forget(id: string) {
  await bringLedger();
  await runInDurableObject(guardOf(id), (_, { storage }) => {
    storage.sql.exec('delete from events; delete from outbox; delete from history_mark');
  });
  await evictDurableObject(guardOf(id));
}

async function world() {
  const app = createTestApp();
  const admin = await newcomerByMail(app);
  await giveRoles(['admin'], { id: admin.user.id });
  const person = await newcomerByMail(app);
  return { app, admin, person };
}
type World = Awaited<ReturnType<typeof world>>;

const CHANGES: [string, string, (app: TestApp, given: World) => Promise<{ status: number }>][] = [
  [
    'a password',
    'password.changed',
    (app, { person }) =>
      send(app, 'POST', '/api/v1/auth/password/change', person, {
        old_password: PASSWORD,
        new_password: NEW_PASSWORD,
      }),
  ],
  [
    'roles',
    'admin.roles_changed',
    (app, { admin, person }) =>
      send(app, 'PUT', `/api/v1/admin/users/${person.user.id}/roles`, admin, {
        roles: ['user', 'staff'],
      }),
  ],
  [
    'a profile',
    'user.profile_changed',
    (app, { person }) => send(app, 'PATCH', '/api/v1/auth/profile', person, { first_name: 'Ada' }),
  ],
];

describe.each(CHANGES)('the history of a user with a change of %s', (_, type, change) => {
  it('is the guard’s: it is whole and answers while D1 is down', async () => {
    const given = await world();
    const { app, person } = given;
    expect((await change(app, given)).status).toBe(200);
    const whole = await logs(without(app, { DB: brokenDatabase() }), person);
    expect(typesOf(whole)).toEqual(
      expect.arrayContaining([type, 'session.started', 'user.email_verified', 'user.registered']),
    );
    expect(await logs(app, person)).toEqual(whole);
  });

  it('has it once, whoever tells the guard, if the commit was lost', async () => {
    const given = await world();
    const { app, person } = given;
    const deaf = without(app, { ACCOUNT_GUARD: deafGuards('commit') });
    // A new password cannot hand over the kept session's token then; it is changed all the same.
    expect([200, 503]).toContain((await change(deaf, given)).status);
    const count = (events: Logged[]) => typesOf(events).filter((one) => one === type).length;
    expect(count(await logs(app, person))).toBe(1);
    app.advanceWall(SETTLED);
    await send(app, 'GET', '/api/v1/auth/me', person);
    await bringLedger();
    const whole = await logs(app, person);
    expect(count(whole)).toBe(1);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
    expect(await logs(without(app, { DB: brokenDatabase() }), person)).toEqual(whole);
  });

  it('is told what nobody asked for before the change was settled', async () => {
    const given = await world();
    const { app, person } = given;
    const deaf = without(app, { ACCOUNT_GUARD: deafGuards('commit') });
    // A new password cannot hand over the kept session's token then; it is changed all the same.
    expect([200, 503]).toContain((await change(deaf, given)).status);
    app.advanceWall(SETTLED);
    await send(app, 'GET', '/api/v1/auth/me', person);
    const kept = await keptIn(person.user.id);
    expect(kept.map((event) => event.type)).toContain(type);
    expect(typesOf(await logs(without(app, { DB: brokenDatabase() }), person))).toContain(type);
  });
});

describe('a guard from before it kept the history', () => {
  it('is taught once what D1 has, and then answers alone', async () => {
    const { app, person } = await world();
    await forget(person.user.id);
    const stored = await env.DB.prepare(
      'select id from audit_events where user_id = ? order by id desc',
    )
      .bind(person.user.id)
      .all<{ id: string }>();
    const known = await logs(app, person);
    expect(known.map(({ id }) => id)).toEqual(stored.results.map(({ id }) => id));
    expect(known).not.toEqual([]);
    expect(await logs(without(app, { DB: brokenDatabase() }), person)).toEqual(known);
  });

  it('refuses to answer with half a history while D1 is down', async () => {
    const { app, person } = await world();
    await forget(person.user.id);
    const down = without(app, { DB: brokenDatabase() });
    expect((await send(down, 'GET', '/api/v1/audit/logs', person)).status).toBe(503);
    expect(await keptIn(person.user.id)).toEqual([]);
  });

  it('is taught page by page, and nothing that retention would not keep', async () => {
    const { app, person } = await world();
    await forget(person.user.id);
    const at = app.clock() - 86_400_000;
    await env.DB.prepare(
      `insert into audit_events (id, type, risk_level, user_id, metadata, created_at)
        with recursive n(i) as (select 0 union all select i + 1 from n where i < 2100)
        select printf('00000000-%04x-7000-8000-%012x', i, i), 'session.sign_in_failed', 'medium',
          ?, '{}', case when i < 100 then 0 else ? end from n`,
    )
      .bind(person.user.id, at)
      .run();
    await logs(app, person);
    const kept = await keptIn(person.user.id);
    expect(kept.filter((event) => event.type === 'session.sign_in_failed')).toHaveLength(2001);
    const down = without(app, { DB: brokenDatabase() });
    expect(await logs(down, person, '?limit=100')).toHaveLength(100);
  });

  it('has each event once, however many ask at once while the user changes', async () => {
    const given = await world();
    const { app, person } = given;
    await forget(person.user.id);
    const [, , profile] = CHANGES[2] as (typeof CHANGES)[number];
    await Promise.all([
      ...Array.from({ length: 5 }, () => logs(app, person)),
      ...Array.from({ length: 3 }, () => profile(app, given)),
    ]);
    await bringLedger();
    const whole = await logs(app, person);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
    expect(typesOf(whole).filter((type) => type === 'user.registered')).toHaveLength(1);
    const stored = await env.DB.prepare('select id from audit_events where user_id = ?')
      .bind(person.user.id)
      .all<{ id: string }>();
    const ids = whole.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(stored.results.map(({ id }) => id)));
    expect(await logs(without(app, { DB: brokenDatabase() }), person)).toEqual(whole);
  });
});

describe('the history that an administrator sees', () => {
  it('of one user is whole, also where the guard was taught before the address was proved', async () => {
    const { app, admin } = await world();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const row = await env.DB.prepare('select id from users where email = ?')
      .bind(email)
      .first<{ id: string }>();
    const query = `?user_id=${row?.id}`;
    expect(typesOf(await logs(app, admin, query))).toEqual(['user.registered']);
    const code = (await app.lastMail(email)).codes[0];
    await app.auth.email.verify.$post({ json: { email, otp: code, password: PASSWORD } });
    const seen = typesOf(await logs(app, admin, query));
    expect(seen).toEqual(expect.arrayContaining(['user.registered', 'user.email_verified']));
  });

  it('of somebody erased is D1’s, and makes no guard', async () => {
    const { app, admin, person } = await world();
    const erased = await send(app, 'DELETE', '/api/v1/auth/account', person, {
      password: PASSWORD,
    });
    expect(erased.status).toBeLessThan(300);
    const named = await env.DB.prepare('select pseudonym from erased_users').first<{
      pseudonym: string;
    }>();
    const query = `?user_id=${named?.pseudonym}`;
    expect(typesOf(await logs(app, admin, query))).toContain('account.erased');
    await runInDurableObject(guardOf(named?.pseudonym ?? ''), async (_, { storage }) => {
      expect(await storage.getAlarm()).toBeNull();
    });
  });
});

describe('while D1 is down', () => {
  it('one’s own history and sessions answer', async () => {
    const app = createTestApp();
    const email = await registerByMail(app);
    const person: Person = { ...(await signIn(app, email)), email };
    const down = without(app, { DB: brokenDatabase() });
    expect(typesOf(await logs(down, person))).toContain('user.registered');
    expect((await send(down, 'GET', '/api/v1/auth/sessions', person)).status).toBe(200);
  });
});
