import { describe, expect, it } from 'vitest';
import { bringLedger } from '../support/ledger.ts';
import { bearer, refusal, signIn } from '../support/people.ts';
import type { TestApp } from '../support/test-app.ts';
import { FIRST, heldBy, personIn, VERSIONS, WITH_FACTORS } from './fixtures.ts';
import { missingIn, upgrade } from './upgrade-world.ts';

const MINUTE = 60_000;
const FORMER = 'former-Horse-3-battery';

const me = (app: TestApp, access: string) =>
  app.fetch('/api/v1/auth/me', { headers: bearer(access) });
const refresh = (app: TestApp, token: string) =>
  app.post('/api/v1/auth/token/refresh', { refresh: token, token_delivery: 'body' });
const login = (app: TestApp, email: string, password: string) =>
  app.post('/api/v1/auth/login', { email, password, token_delivery: 'body' });

it('the fixtures are of then', () => {
  expect(FIRST.database.rows.d1_migrations).toHaveLength(2);
  expect(missingIn(FIRST.database)[0]?.name).toBe('0002_unproved_accounts.sql');
  expect(missingIn(WITH_FACTORS.database)[0]?.name).toBe('0009_removals_since.sql');
  const tablesOf = (fixture: typeof FIRST) =>
    Object.keys(fixture.guards[personIn(fixture, 'sessions').id]?.rows ?? {});
  expect(tablesOf(FIRST)).not.toContain('schema_version');
  expect(tablesOf(WITH_FACTORS)).toEqual(expect.arrayContaining(['schema_version', 'events']));
});

describe.each(VERSIONS)('sessions of version $commit', (fixture) => {
  const person = personIn(fixture, 'sessions');

  it('are still there: access tokens say who has them, and who has them no more', async () => {
    const app = await upgrade(fixture);
    for (const session of ['first', 'rotated'])
      expect((await me(app, heldBy(person, session).access)).status).toBe(200);
    expect(await refusal(await me(app, heldBy(person, 'revoked').access))).toEqual([
      401,
      'token_revoked',
    ]);
    expect((await me(app, heldBy(person, 'ended').access)).status).toBe(401);
  });

  it('are refreshed, and again; one that was ended is not', async () => {
    const app = await upgrade(fixture);
    const answer = await refresh(app, heldBy(person).refresh);
    expect(answer.status).toBe(200);
    const next = await answer.json<{ refresh_token: string; access_token: string }>();
    expect((await refresh(app, next.refresh_token)).status).toBe(200);
    expect((await me(app, next.access_token)).status).toBe(200);
    expect((await refresh(app, heldBy(person, 'ended').refresh)).status).toBe(401);
  });

  it('are ended by a refresh token that was replaced, and D1 hears of it', async () => {
    const app = await upgrade(fixture);
    const rotated = heldBy(person, 'rotated');
    app.advance(2 * MINUTE);
    expect((await refresh(app, rotated.replaced ?? '')).status).toBe(401);
    expect((await refresh(app, rotated.refresh)).status).toBe(401);
    expect((await refresh(app, heldBy(person).refresh)).status).toBe(200);
    await bringLedger();
    const row = app.env.DB.prepare('select revoke_reason from sessions where id = ?');
    expect(await row.bind(rotated.id).first()).toEqual({ revoke_reason: 'refresh_token_reused' });
  });

  it('are listed and can be ended, one by one and all', async () => {
    const app = await upgrade(fixture);
    const listed = async (access: string) => {
      const answer = await app.fetch('/api/v1/auth/sessions', { headers: bearer(access) });
      return (await answer.json<{ sessions: { id: string }[] }>()).sessions.map(({ id }) => id);
    };
    const { access } = heldBy(person);
    const live = ['first', 'rotated', 'revoked'].map((name) => heldBy(person, name).id);
    const ids = await listed(access);
    expect(ids).toEqual(expect.arrayContaining(live));
    // The session in which the password was changed went on.
    expect(ids).toHaveLength(live.length + 1);
    const { id } = heldBy(person, 'rotated');
    const ended = await app.fetch(`/api/v1/auth/sessions/${id}`, {
      method: 'DELETE',
      headers: bearer(access),
    });
    expect(ended.status).toBe(200);
    expect((await me(app, heldBy(person, 'rotated').access)).status).toBe(401);
    await app.post('/api/v1/auth/sessions/terminate-all', {}, bearer(access));
    expect((await refresh(app, heldBy(person, 'revoked').refresh)).status).toBe(401);
  });

  it('are of people whose passwords sign in, and whose former ones do not', async () => {
    const app = await upgrade(fixture);
    expect((await login(app, person.email, FORMER)).status).toBe(401);
    await signIn(app, person.email);
    const token = heldBy(person).access;
    const change = (password: string) =>
      app.post(
        '/api/v1/auth/password/change',
        { old_password: person.password, new_password: password },
        bearer(token),
      );
    expect(await refusal(await change(FORMER))).toEqual([400, 'password_reused']);
    expect((await change('another-Horse-9-battery')).status).toBe(200);
    expect((await me(app, heldBy(person, 'rotated').access)).status).toBe(401);
    await signIn(app, person.email, { password: 'another-Horse-9-battery' });
  });

  it('have a history that is read and goes on', async () => {
    const app = await upgrade(fixture);
    const { access_token } = await signIn(app, person.email);
    const answer = await app.fetch('/api/v1/audit/logs', { headers: bearer(access_token) });
    const { logs } = await answer.json<{ logs: { event_type: string }[] }>();
    const types = logs.map(({ event_type }) => event_type);
    for (const type of ['user.registered', 'password.changed', 'session.sign_in_failed'])
      expect(types).toContain(type);
    expect(types.filter((type) => type === 'session.started')).toHaveLength(6);
    const all = await app.fetch('/api/v1/auth/account/export', { headers: bearer(access_token) });
    expect(all.status).toBe(200);
  });

  it('and all else agree in D1 and guards: reconcile ends and takes away nothing', async () => {
    const app = await upgrade(fixture);
    app.advance(2 * MINUTE);
    const reconcile = (dryRun: boolean) =>
      app.servicesWith(() => undefined).operator.reconcile(JSON.stringify({ after: '', dryRun }));
    const { checked, users } = await reconcile(true);
    expect(checked).toBe(Object.keys(fixture.people).length - 1);
    for (const { repaired, problems } of users) {
      expect(problems).toEqual([]);
      // What guards of then had not told: the version was stopped, and its queue forgot.
      for (const what of repaired)
        expect(what).toMatch(/earlier release$|sessions written$|events$/);
    }
    const planned = users.map(({ id }) => id);
    expect((await reconcile(false)).users.map(({ id }) => id)).toEqual(planned);
    expect((await reconcile(true)).users).toEqual([]);
    for (const session of ['first', 'rotated'])
      expect((await me(app, heldBy(person, session).access)).status).toBe(200);
    expect((await refresh(app, heldBy(person).refresh)).status).toBe(200);
  });
});
