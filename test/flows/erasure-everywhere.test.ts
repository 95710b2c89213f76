import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deafGuards } from '../support/faults.ts';
import { breakLedger, takeLedger } from '../support/ledger.ts';
import { as, newcomer, PASSWORD, type Tokens, WRONG } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const NAME = 'Zaphirelda';
const PLACE = '198.51.100.77';
const BROWSER = 'Netscape/4.08 (X11; I; Zaphirelda 2.2)';

type Person = Tokens & { email: string };
type Rows = Record<string, unknown>[];

const guardOf = (id: string) => env.ACCOUNT_GUARD.getByName(id);
const textsIn = (place: string, rows: Rows) =>
  rows.map((row) => `${place}: ${JSON.stringify(row)}`);

/** Every row of a guard. */
const guardTexts = (id: string): Promise<string[]> =>
  runInDurableObject(guardOf(id), (_, { storage }) =>
    storage.sql
      .exec<{ name: string }>(
        "select name from sqlite_master where type = 'table' and name not glob '_cf_*'",
      )
      .toArray()
      .flatMap(({ name }) => textsIn(name, storage.sql.exec(`select * from ${name}`).toArray())),
  );

/** Every row of D1. */
async function databaseTexts(): Promise<string[]> {
  const tables = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not glob '_cf_*'",
  ).all<{ name: string }>();
  const texts = tables.results.map(async ({ name }) =>
    textsIn(name, (await env.DB.prepare(`select * from ${name}`).all()).results),
  );
  return (await Promise.all(texts)).flat();
}

/** Every key and value of KV. */
async function keyTexts(): Promise<string[]> {
  const { keys } = await env.KV.list();
  return Promise.all(keys.map(async ({ name }) => `kv: ${name} ${await env.KV.get(name)}`));
}

/** What is stored anywhere, or waits in a queue. */
async function everything(app: TestApp, id: string): Promise<string[]> {
  const waiting = [...app.queued, ...takeLedger()];
  const stored = [guardTexts(id), databaseTexts(), keyTexts()];
  return [...(await Promise.all(stored)).flat(), ...waiting.map((one) => JSON.stringify(one))];
}

/** Somebody who has left something in every place, and what tells that it is about them. */
async function traceful(app: TestApp) {
  const person: Person = await newcomer(app);
  const headers = { 'CF-Connecting-IP': PLACE, 'User-Agent': BROWSER };
  const login = { email: person.email, password: PASSWORD, token_delivery: 'body' } as const;
  const enter = async () =>
    (await (await app.auth.login.$post({ json: login }, { headers })).json()) as Tokens;
  const [other, out, revoked] = [await enter(), await enter(), await enter()];
  await app.auth.profile.$patch({ json: { first_name: NAME } }, as(person));
  await app.auth.logout.$post({ json: {} }, as(out));
  await app.auth.token.revoke.$post({ json: { token: revoked.access_token } });
  await app.auth.login.$post({ json: { ...login, password: WRONG } }, { headers });
  await app.auth.password.reset.$post({ json: { email: person.email } });
  await app.auth.otp.request.$post({ json: { email: person.email } });
  await app.deliverJobs();
  // A change that dies half-way stays pending.
  const deaf = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });
  await deaf.auth.profile.$patch({ json: { last_name: NAME } }, as(person));
  const tokens = [person, other, out, revoked];
  const traces = [
    ...[person.user.id, person.email, NAME, PLACE, 'Netscape'],
    ...tokens.map(({ session_id: id }) => id),
    String(decodeJwt(revoked.access_token).jti),
  ];
  const of = (texts: string[]) => texts.filter((text) => traces.some((one) => text.includes(one)));
  return { person, other, revoked, of };
}

async function erase(app: TestApp, person: Person): Promise<void> {
  const answer = await app.auth.account.$delete({ json: { password: PASSWORD } }, as(person));
  expect(answer.status).toBe(200);
}

/** Waits out the time in which a request may be in flight. */
async function outlive(app: TestApp, id: string): Promise<void> {
  app.advance(2 * 3_600_000);
  vi.setSystemTime(app.clock());
  await runDurableObjectAlarm(guardOf(id));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('of an erased person', () => {
  it('nothing is left anywhere, though they have left something in every place', async () => {
    const app = createTestApp();
    const { person, of } = await traceful(app);
    const { id } = person.user;
    const before = of(await everything(app, id)).map((text) => text.split(':')[0]);
    const places = ['account', 'chains', 'events', 'revoked_tokens', 'users', 'kv'];
    expect(before).toEqual(expect.arrayContaining([...places, 'audit_events', 'sessions']));
    await erase(app, person);
    // Only the tombstone is left in the guard; the jobs that wait name the person.
    const kept = (await guardTexts(id)).filter((text) => !/^(closed|schema_version):/.test(text));
    expect(kept).toEqual([]);
    app.advance(61_000);
    await app.deliverJobs();
    expect(of(await everything(app, id))).toEqual([]);
    await outlive(app, id);
    expect(await guardTexts(id)).toEqual([]);
  });

  it('nothing comes by what guards have sent, or could not send', async () => {
    const app = createTestApp();
    const { person, of, other } = await traceful(app);
    const { id } = person.user;
    const sent = takeLedger();
    expect(of(sent.map((one) => JSON.stringify(one))).length).toBeGreaterThan(0);
    breakLedger();
    await app.auth.logout.$post({ json: {} }, as(other));
    await app.auth.login.$post({ json: { email: person.email, password: WRONG } });
    expect(of(await guardTexts(id)).some((text) => text.startsWith('outbox'))).toBe(true);
    await erase(app, person);
    breakLedger(false);
    await runDurableObjectAlarm(guardOf(id));
    expect(of(takeLedger().map((one) => JSON.stringify(one)))).toEqual([]);
    // Before the remains are cleared, and after; in any order, and twice.
    await app.deliverLedger(sent.toReversed());
    expect(of(await databaseTexts())).toEqual([]);
    app.advance(61_000);
    await app.deliverJobs();
    await app.deliverLedger([...sent, ...sent]);
    expect(of(await everything(app, id))).toEqual([]);
    const { results } = await env.DB.prepare('select id from audit_events').all();
    const events = sent.flatMap(({ entries }) => entries).filter(({ event }) => event);
    // They happened all the same, to nobody.
    expect(results.length).toBeGreaterThanOrEqual(events.length);
  });

  it('nothing comes by jobs that are repeated, or given up', async () => {
    const app = createTestApp();
    const { person, of } = await traceful(app);
    const { id } = person.user;
    const jobs = app.sent.slice();
    await erase(app, person);
    app.advance(61_000);
    await app.deliverJobs();
    for (const kind of ['jobs', 'dead'] as const) {
      app.queued.push(...jobs);
      await app.deliverJobs(kind);
      app.queued.splice(0);
      await app.deliverLedger();
      expect(of(await everything(app, id))).toEqual([]);
    }
    await outlive(app, id);
    app.queued.push(...jobs);
    await app.deliverJobs();
    app.queued.splice(0);
    expect(await guardTexts(id)).toEqual([]);
    expect(of(await everything(app, id))).toEqual([]);
  });

  it.each(['soon', 'later'])('nothing comes by their tokens, used %s', async (when) => {
    const app = createTestApp({ env: { ACCESS_TOKEN_TTL: '86400' } });
    const { person, other, of } = await traceful(app);
    const { id } = person.user;
    await app.deliverLedger();
    await erase(app, person);
    app.advance(61_000);
    await app.deliverJobs();
    if (when === 'later') await outlive(app, id);
    for (const held of [person, other]) {
      const { access_token: token, refresh_token: refresh } = held;
      const post = (path: string, json: object) => app.post(`/api/v1/auth${path}`, json);
      await app.auth.me.$get({}, as(held));
      await app.auth.sessions.$get({}, as(held));
      await app.auth.profile.$patch({ json: { first_name: NAME } }, as(held));
      await app.auth.account.export.$get({}, as(held));
      for (const path of ['/token/refresh', '/logout']) await post(path, { refresh });
      for (const one of [token, refresh]) {
        await post('/token/verify', { token: one });
        await post('/token/revoke', { token: one });
        await post('/oauth/revoke', { token: one });
      }
      await app.auth.logout.$post({ json: {} }, as(held));
      await app.auth.login.$post({ json: { email: person.email, password: PASSWORD } });
    }
    await app.deliverJobs();
    expect(of(await everything(app, id))).toEqual([]);
  });
});
