import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { bearer, refusal, signIn } from '../support/people.ts';
import type { TestApp } from '../support/test-app.ts';
import { FIRST, heldBy, personIn, VERSIONS, waitingFor } from './fixtures.ts';
import { upgrade } from './upgrade-world.ts';

const MINUTE = 60_000;
const NEW = 'another-Horse-9-battery';

const me = (app: TestApp, access: string) =>
  app.fetch('/api/v1/auth/me', { headers: bearer(access) });
const refresh = (app: TestApp, token: string) =>
  app.post('/api/v1/auth/token/refresh', { refresh: token });
const login = (app: TestApp, { email, password }: { email: string; password: string }) =>
  app.post('/api/v1/auth/login', { email, password, token_delivery: 'body' });
const admin = (app: TestApp, access: string, route: string, init: RequestInit = {}) =>
  app.fetch(`/api/v1/admin/${route}`, { ...init, headers: bearer(access) });

describe.each(VERSIONS)('people of version $commit', (fixture) => {
  it('who are locked out stay so until the lock ends; their sessions go on', async () => {
    const app = await upgrade(fixture);
    const person = personIn(fixture, 'locked');
    // The first version counted names elsewhere: that it is this name's lock is not known any more.
    const locked = fixture === FIRST ? [401, 'invalid_credentials'] : [403, 'account_locked'];
    expect(await refusal(await login(app, person))).toEqual(locked);
    expect((await me(app, heldBy(person).access)).status).toBe(200);
    app.advance(31 * MINUTE);
    expect((await login(app, person)).status).toBe(200);
  });

  it('who were locked or disabled by an administrator stay so', async () => {
    const app = await upgrade(fixture);
    for (const [name, code] of [
      ['held', 'account_locked'],
      ['disabled', 'account_disabled'],
    ] as const) {
      const person = personIn(fixture, name);
      expect(await refusal(await login(app, person))).toEqual([403, code]);
    }
    const disabled = heldBy(personIn(fixture, 'disabled'));
    expect((await me(app, disabled.access)).ok).toBe(false);
    expect((await refresh(app, disabled.refresh)).ok).toBe(false);
  });

  it('who have to reset their password can, by the link that was mailed', async () => {
    const app = await upgrade(fixture);
    const person = personIn(fixture, 'forced');
    expect((await login(app, person)).status).toBe(401);
    expect((await me(app, heldBy(person).access)).status).toBe(401);
    const body = { token: waitingFor(person, 'link'), new_password: NEW };
    expect((await app.post('/api/v1/auth/password/reset/confirm', body)).status).toBe(200);
    await signIn(app, person.email, { password: NEW });
  });

  it('who have not proved their address still have to', async () => {
    const app = await upgrade(fixture);
    const answer = await login(app, personIn(fixture, 'unverified'));
    expect(await refusal(answer)).toEqual([403, 'email_not_verified']);
  });

  it('who were erased stay so', async () => {
    const app = await upgrade(fixture);
    const person = personIn(fixture, 'erased');
    expect((await login(app, person)).status).toBe(401);
    expect((await me(app, heldBy(person).access)).status).toBe(401);
    expect((await refresh(app, heldBy(person).refresh)).status).toBe(401);
  });

  it('keep their roles: an administrator acts, staff reads, others do neither', async () => {
    const app = await upgrade(fixture);
    const boss = await signIn(app, personIn(fixture, 'admin').email);
    const { access: reader } = heldBy(personIn(fixture, 'staff'));
    const { access: other } = heldBy(personIn(fixture, 'sessions'));
    const seen = await admin(app, boss.access_token, 'users?limit=100');
    const { users } = await seen.json<{ users: { email: string }[] }>();
    expect(users).toHaveLength(Object.keys(fixture.people).length - 1);
    expect((await admin(app, reader, 'users')).status).toBe(200);
    expect((await admin(app, other, 'users')).status).toBe(403);
    const { id } = personIn(fixture, 'disabled');
    const act = `users/${id}/enable`;
    expect((await admin(app, reader, act, { method: 'POST' })).status).toBe(403);
    expect((await admin(app, boss.access_token, act, { method: 'POST' })).status).toBe(200);
    expect((await login(app, personIn(fixture, 'disabled'))).status).toBe(200);
  });

  it('are all viewed, with their history, and found by name', async () => {
    const app = await upgrade(fixture);
    const boss = await signIn(app, personIn(fixture, 'admin').email);
    for (const [name, { id }] of Object.entries(fixture.people)) {
      const answer = await admin(app, boss.access_token, `users/${id}`);
      expect([name, answer.status]).toEqual([name, name === 'erased' ? 404 : 200]);
    }
    const found = await admin(app, boss.access_token, 'users?query=recovering');
    expect((await found.json<{ users: object[] }>()).users).toHaveLength(1);
    expect((await admin(app, boss.access_token, 'events')).status).toBe(200);
    expect((await admin(app, boss.access_token, 'stats')).status).toBe(200);
  });

  it('have guards whose alarm rings as before, and the cron finds its work', async () => {
    const CRON_SECRET = 'a-secret-of-the-operator-for-the-cron';
    const app = await upgrade(fixture, { CRON_SECRET });
    for (const name of Object.keys(fixture.guards)) {
      const guard = env.ACCOUNT_GUARD.getByName(name);
      await runInDurableObject(guard, (_, { storage }) => storage.setAlarm(app.clock()));
      expect(await runDurableObjectAlarm(guard)).toBe(true);
    }
    const flushed = await app.fetch('/api/v1/auth/cron/flush-tokens', {
      method: 'POST',
      headers: { 'X-Cron-Secret': CRON_SECRET },
    });
    expect(flushed.status).toBe(200);
    expect((await me(app, heldBy(personIn(fixture, 'sessions')).access)).status).toBe(200);
    expect((await app.fetch('/api/v1/auth/health')).status).toBe(200);
  });
});
