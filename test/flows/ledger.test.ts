import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { bringLedger } from '../support/ledger.ts';
import { bearer, newcomer, PASSWORD, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const guardOf = (userId: string) => env.ACCOUNT_GUARD.getByName(userId);
const listed = async (app: TestApp, token: string) =>
  (
    await (
      await app.fetch('/api/v1/auth/sessions', { headers: bearer(token) })
    ).json<{
      sessions: { id: string; browser: string | null; ip_address: string | null }[];
    }>()
  ).sessions;
const logged = async (app: TestApp, token: string) =>
  (
    await (
      await app.fetch('/api/v1/audit/logs', { headers: bearer(token) })
    ).json<{
      logs: { id: string; event_type: string }[];
    }>()
  ).logs.map((log) => log.event_type);

/** Makes a guard forget what the release before this one did not tell it. */
async function forget(userId: string) {
  await bringLedger();
  await runInDurableObject(guardOf(userId), (_, { storage }) => {
    storage.sql.exec('update chains set session = null; delete from events; delete from outbox');
  });
  await env.DB.prepare('update sessions set seq = 0').run();
  await evictDurableObject(guardOf(userId));
}

describe('sessions of the release before', () => {
  it('are listed, refreshed, ended and told to D1 like any other', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const other = await signIn(app, person.email);
    const before = await listed(app, person.access_token);
    await forget(person.user.id);
    expect(await listed(app, person.access_token)).toEqual(before);
    const answer = await app.post('/api/v1/auth/token/refresh', { refresh: other.refresh_token });
    expect(answer.status).toBe(200);
    await app.fetch('/api/v1/auth/logout', { method: 'POST', headers: bearer(other.access_token) });
    await bringLedger();
    const ended = await env.DB.prepare('select revoke_reason from sessions where id = ?')
      .bind(other.session_id)
      .first();
    expect(ended).toEqual({ revoke_reason: 'logout' });
  });

  it('are taught by a sign-in, whose device is known by them', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await forget(person.user.id);
    const again = await signIn(app, person.email);
    expect(await listed(app, again.access_token)).toHaveLength(2);
    expect(await logged(app, again.access_token)).not.toContain('session.started_from_new_device');
  });

  it('end in D1 although nobody has taught the guard', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await forget(person.user.id);
    const headers = bearer(person.access_token);
    expect((await app.fetch('/api/v1/auth/logout', { method: 'POST', headers })).status).toBe(200);
    await bringLedger();
    const row = await env.DB.prepare('select revoke_reason, seq from sessions').first();
    expect(row).toEqual({ revoke_reason: 'logout', seq: 0 });
  });
});

describe('one’s own history', () => {
  it('is whole at once, before D1 is told anything, each event once', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const own = async () => (await logged(app, person.access_token)).toSorted();
    const expected = ['session.started', 'user.email_verified', 'user.registered'];
    expect(await own()).toEqual(expect.arrayContaining(expected));
    await app.post('/api/v1/auth/login', { email: person.email, password: 'wrong one entirely' });
    const before = await own();
    expect(before).toContain('session.sign_in_failed');
    await bringLedger();
    expect(await own()).toEqual(before);
    const stored = await env.DB.prepare('select type from audit_events').all<{ type: string }>();
    const types = stored.results.map(({ type }) => type);
    expect(types).toContain('session.sign_in_failed');
    expect(types).not.toContain('session.started');
  });
});

describe('an event on its way when its account is erased', () => {
  it('brings nothing of the person back', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await app.post('/api/v1/auth/login', { email: person.email, password: 'wrong one entirely' });
    const erased = await app.fetch('/api/v1/auth/account', {
      method: 'DELETE',
      headers: { ...bearer(person.access_token), 'Content-Type': 'application/json' },
      body: JSON.stringify({ password: PASSWORD }),
    });
    expect(erased.status).toBeLessThan(300);
    app.advance(61_000);
    await app.deliverJobs();
    expect(await app.deliverLedger()).toMatchObject({ retried: 0 });
    const failed = await env.DB.prepare(
      "select * from audit_events where type = 'session.sign_in_failed'",
    ).all();
    expect(failed.results).toHaveLength(1);
    const [{ pseudonym } = { pseudonym: '' }] = (
      await env.DB.prepare('select pseudonym from erased_users').all<{ pseudonym: string }>()
    ).results;
    expect(failed.results[0]).toMatchObject({
      ...{ user_id: pseudonym, ip_address: null, user_agent: null, session_id: null },
      metadata: '{}',
    });
    for (const table of ['sessions', 'users'])
      expect((await env.DB.prepare(`select * from ${table}`).all()).results).toEqual([]);
    // The pseudonym is forgotten once no message can be on its way any more.
    app.advance(31 * 86_400_000);
    const cron = createTestApp({ env: { CRON_SECRET: 'a-cron-secret-of-the-tests-0123456789' } });
    cron.advance(app.clock() - cron.clock());
    const flushed = await cron.fetch('/api/v1/auth/cron/flush-tokens', {
      method: 'POST',
      headers: { 'X-Cron-Secret': 'a-cron-secret-of-the-tests-0123456789' },
    });
    expect(flushed.status).toBe(200);
    expect((await env.DB.prepare('select * from erased_users').all()).results).toEqual([]);
  });
});
