import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ReconciledPage } from '../../src/admin/reconcile.ts';
import { createServices } from '../../src/wiring/services.ts';
import { bookmark } from '../support/bookmark.ts';
import { deafGuards } from '../support/faults.ts';
import { bringLedger, takeLedger } from '../support/ledger.ts';
import {
  as,
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  register,
  signIn,
  tokenOf,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const NEW = 'another-Horse-8-battery';
const LATER = 'later-Horse-9-battery';
const MINUTE = 60_000;

const servicesOf = (app: TestApp) =>
  createServices({
    env: app.env,
    defer: () => undefined,
    clock: app.clock,
    wall: () => Date.now(),
  });

/** Runs the operator's command, once whatever the ledger may be bringing has had its time. */
async function reconcile(app: TestApp, query: object): Promise<ReconciledPage> {
  app.advance(2 * MINUTE);
  return servicesOf(app).operator.reconcile(JSON.stringify(query));
}
const one = async (app: TestApp, user: string, dryRun = false) =>
  (await reconcile(app, { user, dryRun })).users;
const all = (app: TestApp, dryRun = false) => reconcile(app, { after: '', dryRun });

const login = (app: TestApp, email: string, password: string) =>
  app.post('/api/v1/auth/login', { email, password, token_delivery: 'body' });
const rowOf = (id: string) =>
  env.DB.prepare('select * from users where id = ?').bind(id).first<Record<string, unknown>>();
const sessionRows = async () =>
  (await env.DB.prepare('select * from sessions order by id').all()).results;
const eventsOf = async (type: string) =>
  (
    await env.DB.prepare('select user_id, metadata from audit_events where type = ?')
      .bind(type)
      .all<{ user_id: string; metadata: string }>()
  ).results;
const send = (app: TestApp, method: string, path: string, token: string, body: object) =>
  app.fetch(`/api/v1/auth${path}`, {
    method,
    headers: { ...bearer(token), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const me = async (app: TestApp, token: string) =>
  (await (await app.fetch('/api/v1/auth/me', { headers: bearer(token) })).json()) as object;
/** Everything that D1 says, to tell whether anything was written. */
const everything = async () =>
  Promise.all(
    ['users', 'sessions', 'user_factors', 'audit_events'].map(
      async (table) => (await env.DB.prepare(`select * from ${table}`).all()).results,
    ),
  );

describe('a user whose row is older than the guard', () => {
  it('is again what the guard knows: roles, names, second factor; and signs in with the same password', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { id } = person.user;
    await bringLedger();
    const restore = await bookmark();
    const { operator } = servicesOf(app);
    await operator.promote(person.email);
    await send(app, 'PATCH', '/profile', person.access_token, { first_name: 'Ada', locale: 'de' });
    const switched = { enabled: true, password: PASSWORD };
    await send(app, 'PUT', '/mfa/email', person.access_token, switched);
    await bringLedger();
    const before = await rowOf(id);
    await restore();
    expect(await rowOf(id)).not.toMatchObject({ first_name: 'Ada' });
    expect((await login(app, person.email, PASSWORD)).status).toBe(401);

    const [found, ...others] = await one(app, person.email);
    expect(others).toEqual([]);
    expect(found?.id).toBe(id);
    expect(found?.problems).toEqual([]);
    expect(found?.repaired).toEqual(
      expect.arrayContaining(['version', 'roles', 'firstName', 'locale', 'factor email_otp']),
    );
    const after = await rowOf(id);
    for (const column of ['email', 'username', 'roles', 'first_name', 'locale', 'password_hash'])
      expect([column, after?.[column]]).toEqual([column, before?.[column]]);
    expect(after?.version).toBeGreaterThan(before?.version as number);
    const answer = await login(app, person.email, PASSWORD);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ otp_required: true });
    expect(await me(app, person.access_token)).toMatchObject({ first_name: 'Ada' });
    const [event] = await eventsOf('admin.reconciled');
    expect(event?.user_id).toBe(id);
    expect(event?.metadata).toContain('roles');
    expect(event?.metadata).not.toContain('Ada');
    await bringLedger();
    expect(await one(app, id)).toEqual([]);
    expect(await eventsOf('admin.reconciled')).toHaveLength(1);
  });

  it('loses a password of another time, and gets a link to a new one; sessions go on', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await bringLedger();
    const restore = await bookmark();
    app.advance(MINUTE);
    const change = { old_password: PASSWORD, new_password: NEW };
    const changed = await send(app, 'POST', '/password/change', person.access_token, change);
    const { access_token: token } = await changed.json<{ access_token: string }>();
    await bringLedger();
    await restore();
    const [found] = await one(app, person.user.id);
    expect(found?.repaired).toContain('password');
    expect(await rowOf(person.user.id)).toMatchObject({ password_hash: null });
    for (const password of [PASSWORD, NEW])
      expect((await login(app, person.email, password)).status).toBe(401);
    expect((await app.fetch('/api/v1/auth/me', { headers: bearer(token) })).status).toBe(200);
    const mail = await app.lastMail(person.email);
    const set = await app.post('/api/v1/auth/password/reset/confirm', {
      token: tokenOf(mail.links[0]),
      new_password: LATER,
    });
    expect(set.status).toBe(200);
    expect((await login(app, person.email, LATER)).status).toBe(200);
  });

  it('is disabled again, and a second factor that was switched off is off', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const switchTo = (enabled: boolean) =>
      send(app, 'PUT', '/mfa/email', person.access_token, { enabled, password: PASSWORD });
    await switchTo(true);
    await bringLedger();
    const restore = await bookmark();
    app.advance(MINUTE);
    expect((await switchTo(false)).status).toBe(200);
    const { actOnUser } = servicesOf(app);
    const client = { ipAddress: null, userAgent: null, languages: null, city: null, country: null };
    const act = { actorId: null, reason: null, client: { ...client, requestId: 'test' } };
    await actOnUser({ userId: person.user.id, act: 'disable', ...act });
    await bringLedger();
    await restore();
    const [found] = await one(app, person.user.id);
    expect(found?.repaired).toEqual(
      expect.arrayContaining(['status', 'signInEpoch', 'factor email_otp']),
    );
    expect(await rowOf(person.user.id)).toMatchObject({ status: 'disabled' });
    expect((await login(app, person.email, PASSWORD)).status).toBe(403);
    expect((await env.DB.prepare('select * from user_factors').all()).results).toEqual([]);
  });

  it('keeps the row of before if another account has the address, which is told', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await bringLedger();
    const restore = await bookmark();
    const wanted = freshEmail();
    await move(app, person, wanted);
    await bringLedger();
    await restore();
    await register(app, wanted);
    const row = await rowOf(person.user.id);
    const [found] = await one(app, person.user.id);
    expect(found?.problems).toEqual([expect.stringContaining('the address')]);
    expect(await rowOf(person.user.id)).toEqual(row);
    expect((await login(app, person.email, PASSWORD)).status).toBe(401);
  });

  it('gets its address back from a mere registration, and may sign in by it', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await bringLedger();
    const restore = await bookmark();
    const wanted = freshEmail();
    await move(app, person, wanted);
    await bringLedger();
    await restore();
    await app.auth.register.$post({ json: { email: wanted, password: NEW } });
    const holders = 'select id from users where email = ?';
    const held = async () => (await env.DB.prepare(holders).bind(wanted).all()).results;
    expect(await held()).toHaveLength(1);
    const [found] = await one(app, person.user.id);
    expect(found).toMatchObject({ problems: [], repaired: ['version', 'email'] });
    expect(await held()).toEqual([{ id: person.user.id }]);
    expect((await login(app, wanted, PASSWORD)).status).toBe(200);
    expect((await login(app, person.email, PASSWORD)).status).toBe(401);
  });

  it('is repaired once by several runs at once, and never over a reset that races them', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await bringLedger();
    const restore = await bookmark();
    await servicesOf(app).operator.promote(person.email);
    await bringLedger();
    await restore();
    app.advance(MINUTE);
    await app.post('/api/v1/auth/password/reset', { email: person.email });
    const token = tokenOf((await app.lastMail(person.email)).links[0]);
    const body = { token, new_password: LATER };
    const [reset, ...runs] = await Promise.allSettled([
      app.post('/api/v1/auth/password/reset/confirm', body),
      ...[1, 2, 3].map(() => one(app, person.user.id)),
    ]);
    expect(reset).toMatchObject({ status: 'fulfilled', value: { status: 200 } });
    expect(runs.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect((await login(app, person.email, LATER)).status).toBe(200);
    expect((await eventsOf('admin.reconciled')).length).toBeLessThanOrEqual(1);
    await bringLedger();
    await app.deliverJobs();
    await one(app, person.user.id);
    await bringLedger();
    expect(await one(app, person.user.id)).toEqual([]);
    expect((await login(app, person.email, LATER)).status).toBe(200);
  });

  it('gets everything but the username if another account has that, which is told', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await bringLedger();
    const restore = await bookmark();
    const body = { username: 'ada.lovelace', first_name: 'Ada' };
    expect((await send(app, 'PATCH', '/profile', person.access_token, body)).status).toBe(200);
    await bringLedger();
    await restore();
    await register(app, freshEmail(), { username: 'Ada.Lovelace' });
    const [found] = await one(app, person.user.id);
    expect(found?.problems).toEqual([expect.stringContaining('the username')]);
    expect(await rowOf(person.user.id)).toMatchObject({ first_name: 'Ada', username: null });
    expect(await one(app, person.user.id)).toEqual([]);
  });
});

/** Moves an account to another address by the mailed link. */
async function move(app: TestApp, person: { access_token: string }, email: string) {
  const asked = await send(app, 'POST', '/email/change', person.access_token, {
    new_email: email,
    password: PASSWORD,
  });
  expect(asked.status).toBeLessThan(300);
  const token = tokenOf((await app.lastMail(email)).links[0]);
  expect((await app.post('/api/v1/auth/email/change/confirm', { token })).status).toBeLessThan(300);
}

describe('what the ledger has lost', () => {
  it('is brought to D1: sessions begun and ended, the last sign-in, events; a dry run writes nothing', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const other = await signIn(app, person.email);
    await bringLedger();
    app.advance(MINUTE);
    const begun = await signIn(app, person.email);
    await app.fetch('/api/v1/auth/logout', { method: 'POST', headers: bearer(other.access_token) });
    await login(app, person.email, 'wrong-Horse-7-battery');
    const lost = takeLedger();
    expect(lost.length).toBeGreaterThan(0);

    const before = await everything();
    const told = await one(app, person.user.id, true);
    expect(await everything()).toEqual(before);
    expect(await one(app, person.user.id)).toEqual(told);
    expect(told).toEqual([
      {
        id: person.user.id,
        repaired: ['2 sessions written', 'the last sign-in', '1 events'],
        problems: [],
      },
    ]);
    const rows = await sessionRows();
    expect(rows).toHaveLength(3);
    expect(rows.find(({ id }) => id === other.session_id)).toMatchObject({
      revoke_reason: 'logout',
    });
    expect(rows.find(({ id }) => id === begun.session_id)).toMatchObject({ revoked_at: null });
    expect(await eventsOf('session.sign_in_failed')).toHaveLength(1);
    // What comes late after all changes nothing.
    const { ledger } = servicesOf(app);
    await ledger.write(lost.flatMap(({ entries }) => entries));
    expect(await sessionRows()).toEqual(rows);
    await bringLedger();
    expect(await one(app, person.user.id)).toEqual([]);
    expect(await eventsOf('admin.reconciled')).toHaveLength(1);
  });

  it('is left to the ledger for a minute', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await signIn(app, person.email);
    const query = JSON.stringify({ user: person.user.id, dryRun: false });
    expect((await servicesOf(app).operator.reconcile(query)).users).toEqual([]);
  });

  it('a session that D1 alone takes for live ends there; rows that were edited are the guard’s again', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await bringLedger();
    await env.DB.prepare(
      "insert into sessions (id, user_id, amr, created_at, last_activity_at, last_rotation_at, expires_at) select 'ghost', user_id, amr, created_at, last_activity_at, last_rotation_at, expires_at from sessions",
    ).run();
    await env.DB.prepare("update sessions set country = 'XX' where id = ?")
      .bind(person.session_id)
      .run();
    const [found] = await one(app, person.user.id);
    expect(found?.repaired).toEqual(['1 sessions written', '1 sessions ended']);
    const rows = await sessionRows();
    expect(rows.find(({ id }) => id === 'ghost')).toMatchObject({ revoke_reason: 'overtaken' });
    expect(rows.find(({ id }) => id === person.session_id)?.country).not.toBe('XX');
    await app.fetch('/api/v1/auth/logout', {
      method: 'POST',
      headers: bearer(person.access_token),
    });
    await bringLedger();
    const [row] = (await sessionRows()).filter(({ id }) => id === person.session_id);
    expect(row).toMatchObject({ revoke_reason: 'logout' });
    expect(await one(app, person.user.id)).toEqual([]);
  });
});

describe('a guard that knows less than D1', () => {
  it('is taught, and a change that died is settled', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await bringLedger();
    const deaf = { ...app.env, ACCOUNT_GUARD: deafGuards('commit') } as unknown as Cloudflare.Env;
    const services = createServices({ env: deaf, defer: () => undefined, clock: app.clock });
    await services.operator.promote(person.email);
    const pendings = () =>
      runInDurableObject(
        env.ACCOUNT_GUARD.getByName(person.user.id),
        (_, { storage }) => storage.sql.exec('select nonce from pending').toArray().length,
      );
    expect(await pendings()).toBe(1);
    const [alive] = await one(app, person.user.id);
    expect(alive?.problems).toEqual([expect.stringContaining('in progress')]);
    app.advance(2 * MINUTE);
    const late = createServices({
      ...{ env: app.env, defer: () => undefined, clock: app.clock },
      wall: () => Date.now() + MINUTE,
    });
    const query = JSON.stringify({ user: person.user.id, dryRun: false });
    const { users } = await late.operator.reconcile(query);
    expect(users[0]?.repaired).toContain('a change that died');
    expect(await pendings()).toBe(0);
    expect(await me(app, person.access_token)).toMatchObject({ roles: ['user', 'admin'] });
  });

  it('is taught a row that is newer', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await bringLedger();
    await env.DB.prepare("update users set version = version + 1, first_name = 'Ada'").run();
    const [found] = await one(app, person.user.id);
    expect(found?.repaired).toEqual(['the guard was taught']);
    expect(await me(app, person.access_token)).toMatchObject({ first_name: 'Ada' });
  });
});

describe('everyone', () => {
  it('is looked at in pages, each person once; a second run finds nothing', async () => {
    const app = createTestApp();
    const changed = await newcomer(app);
    const quiet = await newcomer(app);
    await bringLedger();
    const restore = await bookmark();
    await servicesOf(app).operator.promote(changed.email);
    await bringLedger();
    await restore();
    const rows = Array.from({ length: 60 }, (_, index) =>
      env.DB.prepare(
        'insert into users (id, email, email_normalized, created_at, updated_at) values (?, ?, ?, 0, 0)',
      ).bind(
        `0000-${String(index).padStart(3, '0')}`,
        `x${index}@x.example`,
        `x${index}@x.example`,
      ),
    );
    await env.DB.batch(rows);
    const walk = async () => {
      const pages: ReconciledPage[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const page: ReconciledPage = await reconcile(app, { after, dryRun: false });
        pages.push(page);
        after = page.next;
      }
      return pages;
    };
    const pages = await walk();
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.reduce((sum, { checked }) => sum + checked, 0)).toBe(62);
    const users = pages.flatMap((page) => page.users);
    expect(users.map(({ id }) => id)).toEqual([changed.user.id]);
    await bringLedger();
    expect((await walk()).flatMap((page) => page.users)).toEqual([]);
    expect((await login(app, changed.email, PASSWORD)).status).toBe(200);
    expect(await me(app, quiet.access_token)).toMatchObject({ email: quiet.email });
  });

  it('but who was erased since: their row is told and left alone, and brings no session back', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await bringLedger();
    const restore = await bookmark();
    const json = { password: PASSWORD };
    const erased = await send(app, 'DELETE', '/account', person.access_token, json);
    expect(erased.status).toBeLessThan(300);
    app.advance(MINUTE + 1000);
    await app.deliverJobs();
    await bringLedger();
    expect((await all(app)).checked).toBe(0);
    await expect(one(app, person.user.id)).rejects.toMatchObject({ code: 'not_found' });
    await restore();
    // The tombstone in the guard lives for minutes, a restore comes later.
    const forget = (_: unknown, { storage }: DurableObjectState) =>
      void storage.sql.exec('delete from closed');
    await runInDurableObject(env.ACCOUNT_GUARD.getByName(person.user.id), forget);
    const before = await everything();
    const { users } = await all(app);
    expect(users).toEqual([
      { id: person.user.id, repaired: [], problems: ['it was erased: erase it again'] },
    ]);
    expect(await everything()).toEqual(before);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(401);
  });

  it('is known by id or address; others are refused', async () => {
    const app = createTestApp();
    await expect(one(app, 'nobody@example.com')).rejects.toMatchObject({ code: 'not_found' });
    await expect(reconcile(app, { user: 1 })).rejects.toMatchObject({ code: 'validation_error' });
    expect(await all(app)).toEqual({ checked: 0, users: [], next: null });
  });
});
