import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { countHops } from '../support/count-hops.ts';
import { failure, grantsOf } from '../support/grants.ts';
import { bearer, newcomer, PASSWORD, refusal } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** Makes a user and their guard what an earlier release left: no version, no view. */
async function downgrade(userId: string): Promise<void> {
  const guard = env.ACCOUNT_GUARD.getByName(userId);
  await runInDurableObject(guard, (_, { storage }) => {
    const added = {
      account: ['version', 'view'],
      chains: ['origin', 'refresh_window', 'refreshes'],
      used_secrets: ['redeemer', 'lease_until', 'lapsed'],
    };
    for (const [table, columns] of Object.entries(added))
      for (const column of columns) storage.sql.exec(`alter table ${table} drop column ${column}`);
    for (const table of ['pending', 'revoked_tokens', 'closed', 'events', 'outbox'])
      storage.sql.exec(`drop table ${table}`);
    storage.sql.exec(`alter table chains drop column session;
      alter table account add column refresh_window integer not null default 0;
      alter table account add column refreshes integer not null default 0;
      update schema_version set version = 2;`);
  });
  await evictDurableObject(guard);
  await env.DB.prepare('update users set version = 0 where id = ?').bind(userId).run();
}

/** Revokes an access token as an earlier release did: in D1 alone. */
async function revokeInDatabase(token: string): Promise<void> {
  const { jti, sub, sid, exp = 0, iat = 0 } = decodeJwt(token);
  const insert = 'insert into revoked_tokens values (?, ?, ?, ?, ?)';
  await env.DB.prepare(insert)
    .bind(jti, sub, sid, exp * 1000, iat * 1000)
    .run();
}

const me = (app: TestApp, token: string) =>
  app.fetch('/api/v1/auth/me', { headers: bearer(token) });
const login = (app: TestApp, email: string) =>
  app.post('/api/v1/auth/login', { email, password: PASSWORD });

describe('a deployment of before guards kept versions', () => {
  it('goes on: access tokens, refresh tokens and sign-ins', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await downgrade(person.user.id);
    expect(await (await me(app, person.access_token)).json()).toMatchObject({
      email: person.email,
    });
    const refreshed = await app.post('/api/v1/auth/token/refresh', {
      refresh: person.refresh_token,
    });
    expect(refreshed.status).toBe(200);
    expect((await login(app, person.email)).status).toBe(200);
  });

  it.each(['at once', 'after a sign-in', 'after a change'])(
    'a token that D1 alone knows to be revoked stays so: %s',
    async (when) => {
      const app = createTestApp();
      const person = await newcomer(app);
      const other = await (await login(app, person.email)).json<{ access_token: string }>();
      await revokeInDatabase(person.access_token);
      await downgrade(person.user.id);
      if (when === 'after a sign-in') expect((await login(app, person.email)).status).toBe(200);
      if (when === 'after a change') {
        const { stores } = createServices({ env, defer: () => undefined });
        const statements = [stores.users.recordChangeStatement(person.user.id, 1)] as const;
        await stores.changeUser({ userId: person.user.id, statements });
      }
      expect(await refusal(await me(app, person.access_token))).toEqual([401, 'token_revoked']);
      expect((await me(app, other.access_token)).status).toBe(200);
    },
  );

  it('grants access in a session of that time, and rotates it from then on', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await downgrade(person.user.id);
    const { grant, refresh } = grantsOf(app);
    const tokens = await grant(person.refresh_token);
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ client_id: 'app' });
    expect(await failure(refresh(tokens.refreshToken))).toBeNull();
    await app.post('/api/v1/auth/logout', {}, bearer(person.access_token));
    // It was granted to stay.
    expect(await failure(refresh(tokens.refreshToken))).toBeNull();
  });

  it('teaches each guard once', async () => {
    const person = await newcomer(createTestApp());
    await downgrade(person.user.id);
    const counter = countHops({ ...env });
    const app = createTestApp({ env: counter.env });
    await me(app, person.access_token);
    expect(counter.read().calls).toContainEqual(expect.stringContaining('guard.learn'));
    counter.reset();
    await me(app, person.access_token);
    expect(counter.read().calls).toEqual(['1 guard.live']);
  });
});
