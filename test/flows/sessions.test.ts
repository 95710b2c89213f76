import {
  createExecutionContext,
  createScheduledController,
  waitOnExecutionContext,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import worker from '../../src/worker.ts';
import { takeConsole } from '../support/console.ts';
import { giveRoles } from '../support/edit-users.ts';
import { bringLedger } from '../support/ledger.ts';
import {
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  register,
  signIn,
  type Tokens,
  tokenOf,
} from '../support/people.ts';
import { PROTECTED_ROUTES } from '../support/protected-routes.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
type Listed = {
  id: string;
  is_current: boolean;
  is_active: boolean;
  browser: string;
  os: string;
  device_type: string;
  device_name: string;
  ip_address: string;
};

const me = (app: TestApp, token: string) =>
  app.fetch('/api/v1/auth/me', { headers: bearer(token) });
const list = async (app: TestApp, token: string) =>
  (
    await (
      await app.fetch('/api/v1/auth/sessions', { headers: bearer(token) })
    ).json<{ sessions: Listed[] }>()
  ).sessions;
const from = async (
  app: TestApp,
  email: string,
  userAgent: string,
  extra: object = {},
): Promise<Tokens> =>
  (
    await app.post(
      '/api/v1/auth/login',
      { email, password: PASSWORD, token_delivery: 'body', ...extra },
      { 'User-Agent': userAgent },
    )
  ).json();

describe('the list of sessions', () => {
  it('shows each device, and which one is asking', async () => {
    const app = createTestApp();
    const email = await register(app);
    await from(app, email, FIREFOX, { device_name: 'Laptop' });
    app.advance(1000);
    const phone = await from(app, email, IPHONE);
    const sessions = await list(app, phone.access_token);
    expect(sessions).toMatchObject([
      {
        id: phone.session_id,
        is_current: true,
        is_active: true,
        browser: 'Safari',
        os: 'iOS',
        device_type: 'mobile',
        ip_address: '203.0.113.7',
      },
      {
        is_current: false,
        device_name: 'Laptop',
        browser: 'Firefox',
        os: 'Linux',
        device_type: 'desktop',
      },
    ]);
  });

  it('ends one of them, and nobody else’s', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const other = await signIn(app, person.email);
    const stranger = await newcomer(app);
    const end = (id: string) =>
      app.fetch(`/api/v1/auth/sessions/${id}`, {
        method: 'DELETE',
        headers: bearer(person.access_token),
      });
    for (const id of [stranger.session_id, crypto.randomUUID(), 'nonsense'])
      expect(await refusal(await end(id))).toEqual([404, 'not_found']);
    expect((await me(app, stranger.access_token)).status).toBe(200);
    expect((await end(other.session_id)).status).toBe(200);
    expect(await refusal(await me(app, other.access_token))).toEqual([401, 'token_revoked']);
    expect(
      (await app.post('/api/v1/auth/token/refresh', { refresh: other.refresh_token })).status,
    ).toBe(401);
    expect(await refusal(await end(other.session_id))).toEqual([404, 'not_found']);
    expect((await me(app, person.access_token)).status).toBe(200);
  });

  it('ends all but the one that asks', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const others = [await signIn(app, person.email), await signIn(app, person.email)];
    const response = await app.fetch('/api/v1/auth/sessions/terminate-all', {
      method: 'POST',
      headers: bearer(person.access_token),
    });
    expect(await response.json()).toMatchObject({ terminated_count: 2 });
    for (const other of others) expect((await me(app, other.access_token)).status).toBe(401);
    for (const other of others)
      expect(
        (await app.post('/api/v1/auth/token/refresh', { refresh: other.refresh_token })).status,
      ).toBe(401);
    expect(await list(app, person.access_token)).toHaveLength(1);
  });

  it('holds no more than so many: the one that was idle longest goes', async () => {
    const app = createTestApp({ env: { MAX_SESSIONS_PER_USER: '3' } });
    const email = await register(app);
    const sessions: Tokens[] = [];
    for (let index = 0; index < 3; index++) {
      sessions.push(await signIn(app, email));
      app.advance(120_000);
    }
    // The first one is used again, so the second is the idlest.
    await app.post('/api/v1/auth/token/refresh', { refresh: sessions[0]?.refresh_token });
    app.advance(1000);
    const fourth = await signIn(app, email);
    const statuses = [];
    for (const { access_token: token } of [...sessions, fourth])
      statuses.push((await me(app, token)).status);
    expect(statuses).toEqual([200, 401, 200, 200]);
    expect(
      (await app.post('/api/v1/auth/token/refresh', { refresh: sessions[1]?.refresh_token }))
        .status,
    ).toBe(401);
  });

  it('tells of a sign-in from a device that was not seen before, and of no other', async () => {
    const app = createTestApp();
    const email = await register(app);
    const news = () =>
      app.mails.filter((mail) => mail.to === email && mail.subject.includes('New sign-in')).length;
    for (const [agent, expected] of [
      [FIREFOX, 0],
      [FIREFOX, 0],
      [IPHONE, 1],
      [FIREFOX, 1],
      [IPHONE, 1],
    ] as const) {
      await from(app, email, agent);
      await app.deliverJobs();
      expect(news()).toBe(expected);
    }
    await bringLedger();
    const { results } = await env.DB.prepare(
      "select risk_level from audit_events where type = 'session.started_from_new_device'",
    ).all();
    expect(results).toEqual([{ risk_level: 'medium' }]);
  });
});

describe('an access token', () => {
  it('is refused at once everywhere, whichever way its session ended', async () => {
    const app = createTestApp();
    const WAYS: Record<string, (person: Tokens & { email: string }) => Promise<unknown>> = {
      logout: (person) =>
        app.fetch('/api/v1/auth/logout', { method: 'POST', headers: bearer(person.access_token) }),
      terminate: async (person) =>
        app.fetch(`/api/v1/auth/sessions/${person.session_id}`, {
          method: 'DELETE',
          headers: bearer((await signIn(app, person.email)).access_token),
        }),
      'terminate-all': async (person) =>
        app.fetch('/api/v1/auth/sessions/terminate-all', {
          method: 'POST',
          headers: bearer((await signIn(app, person.email)).access_token),
        }),
      'password change': async (person) =>
        app.post(
          '/api/v1/auth/password/change',
          { old_password: PASSWORD, new_password: 'another-Horse-8-battery' },
          bearer((await signIn(app, person.email)).access_token),
        ),
      'revocation of its refresh token': (person) =>
        app.post('/api/v1/auth/token/revoke', { token: person.refresh_token }),
      'revocation of itself': (person) =>
        app.post('/api/v1/auth/token/revoke', { token: person.access_token }),
      reuse: async (person) => {
        await app.post('/api/v1/auth/token/refresh', { refresh: person.refresh_token });
        app.advance(31_000);
        await app.post('/api/v1/auth/token/refresh', { refresh: person.refresh_token });
      },
      'password reset': async ({ email }) => {
        await app.post('/api/v1/auth/password/reset', { email });
        const token = tokenOf((await app.lastMail(email)).links[0]);
        await app.post('/api/v1/auth/password/reset/confirm', {
          token,
          new_password: 'another-Horse-8-battery',
        });
      },
      'an admin': async ({ user }) => {
        const admin = await newcomer(app);
        await giveRoles(['admin'], { id: admin.user.id });
        await app.fetch(`/api/v1/admin/users/${user.id}/terminate-sessions`, {
          method: 'POST',
          headers: bearer(admin.access_token),
        });
      },
      erasure: ({ access_token: token }) =>
        app.fetch('/api/v1/auth/account', {
          method: 'DELETE',
          headers: { ...bearer(token), 'Content-Type': 'application/json' },
          body: JSON.stringify({ password: PASSWORD }),
        }),
    };
    for (const [way, end] of Object.entries(WAYS)) {
      const person = await newcomer(app);
      await end(person);
      expect([way, ...(await refusal(await me(app, person.access_token)))]).toEqual([
        way,
        401,
        'token_revoked',
      ]);
      for (const { method, path, body } of PROTECTED_ROUTES) {
        const headers = { ...bearer(person.access_token), 'Content-Type': 'application/json' };
        const answer = await app.fetch(path, {
          method,
          headers,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        expect([way, path, ...(await refusal(answer))]).toEqual([way, path, 401, 'token_revoked']);
      }
      expect(
        (await app.post('/api/v1/auth/token/verify', { token: person.access_token })).status,
      ).toBe(401);
    }
  });

  it('that was revoked takes neither its session nor its siblings with it', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    expect(
      (await app.post('/api/v1/auth/token/revoke', { token: person.access_token })).status,
    ).toBe(200);
    const refreshed = await app.post('/api/v1/auth/token/refresh', {
      refresh: person.refresh_token,
    });
    const { access_token: next } = await refreshed.json<{ access_token: string }>();
    expect((await me(app, next)).status).toBe(200);
    expect((await me(app, person.access_token)).status).toBe(401);
  });

  it('is revoked by a form too, and what is no token is revoked as it is', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    for (const token of ['nonsense', person.refresh_token]) {
      const response = await app.fetch('/api/v1/auth/token/revoke', {
        method: 'POST',
        body: new URLSearchParams({ token, token_type_hint: 'refresh_token' }),
      });
      expect([response.status, await response.json()]).toEqual([200, {}]);
    }
    expect((await me(app, person.access_token)).status).toBe(401);
  });
});

describe('introspection', () => {
  const client = { INTROSPECTION_CLIENTS: 'api:a-long-client-secret, other:another-long-secret' };
  const basic = (pair: string) => ({ Authorization: `Basic ${btoa(pair)}` });

  it('tells a known client what a token is, and nobody else', async () => {
    const app = createTestApp({ env: client });
    const person = await newcomer(app);
    const ask = (token: string, headers = basic('api:a-long-client-secret')) =>
      app.post('/api/v1/auth/token/introspect', { token }, headers);
    expect(await (await ask(person.access_token)).json()).toMatchObject({
      active: true,
      sub: person.user.id,
      sid: person.session_id,
      token_type: 'access',
      roles: ['user'],
    });
    expect(
      await (await ask(person.refresh_token, basic('other:another-long-secret'))).json(),
    ).toMatchObject({
      active: true,
      token_type: 'refresh',
    });
    for (const headers of [
      {},
      basic('api:wrong'),
      basic('api'),
      { Authorization: 'Basic %%%' },
      bearer(person.access_token),
    ]) {
      const refused = await ask(person.access_token, headers as { Authorization: string });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('WWW-Authenticate')).toContain('Basic');
    }
    // Whatever the body: it is not looked at before the client is known.
    expect(await refusal(await app.post('/api/v1/auth/token/introspect', {}))).toEqual([
      401,
      'invalid_client',
    ]);
    expect(
      await refusal(await app.fetch('/api/v1/auth/token/introspect', { method: 'POST' })),
    ).toEqual([401, 'invalid_client']);
  });

  it('knows a token that is retired, revoked or of an ended session for what it is', async () => {
    const app = createTestApp({ env: client });
    const person = await newcomer(app);
    const ask = async (token: string) =>
      (
        await (
          await app.post(
            '/api/v1/auth/token/introspect',
            { token },
            basic('api:a-long-client-secret'),
          )
        ).json<{ active: boolean }>()
      ).active;
    const { refresh_token: next } = await (
      await app.post('/api/v1/auth/token/refresh', { refresh: person.refresh_token })
    ).json<{
      refresh_token: string;
    }>();
    app.advance(31_000);
    expect([
      await ask(person.refresh_token),
      await ask(next),
      await ask(person.access_token),
      await ask('nonsense'),
    ]).toEqual([false, true, true, false]);
    await app.post('/api/v1/auth/token/revoke', { token: next });
    expect([await ask(next), await ask(person.access_token)]).toEqual([false, false]);
  });
});

describe('the audit trail', () => {
  type Page = {
    logs: { id: string; event_type: string; risk_level: string; user_id: string }[];
    next_cursor: string | null;
  };
  const read = async (app: TestApp, token: string, query = '') =>
    app.fetch(`/api/v1/audit/logs${query}`, { headers: bearer(token) });
  const page = async (app: TestApp, token: string, query = '') =>
    (await read(app, token, query)).json<Page>();

  it('shows a user their own events, filtered, and an admin anybody’s', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const stranger = await newcomer(app);
    app.advance(1000);
    await app.post('/api/v1/auth/login', {
      email: person.email,
      password: 'wrong-Horse-7-battery',
    });
    const all = await page(app, person.access_token);
    expect(all.logs[0]?.event_type).toBe('session.sign_in_failed');
    // What happened in one millisecond has no order.
    expect(new Set(all.logs.map((event) => event.event_type))).toEqual(
      new Set([
        'session.sign_in_failed',
        'session.started',
        'user.email_verified',
        'user.registered',
      ]),
    );
    expect(all.logs.every((event) => event.user_id === person.user.id)).toBe(true);
    expect((await page(app, person.access_token, '?risk_level=medium')).logs).toHaveLength(1);
    expect((await page(app, person.access_token, '?event_type=session.started')).logs).toHaveLength(
      1,
    );
    expect(
      (await page(app, person.access_token, `?from=${new Date(app.clock() + 1000).toISOString()}`))
        .logs,
    ).toEqual([]);
    for (const bad of ['?risk_level=none', '?from=yesterday', '?limit=1000', '?cursor=x'])
      expect((await read(app, person.access_token, bad)).status).toBe(400);

    expect(
      await refusal(await read(app, person.access_token, `?user_id=${stranger.user.id}`)),
    ).toEqual([403, 'forbidden']);
    await giveRoles(['admin'], { id: person.user.id });
    expect(
      (await page(app, person.access_token, `?user_id=${stranger.user.id}`)).logs.length,
    ).toBeGreaterThan(0);
  });

  it('shows each old event once to two cursors that walk while events arrive', async () => {
    const app = createTestApp({ env: { MAX_SESSIONS_PER_USER: '500' } });
    const person = await newcomer(app);
    for (let index = 0; index < 20; index++) {
      app.advance(1000);
      await app.post('/api/v1/auth/email/verify', { email: person.email, otp: '000001' });
      await signIn(app, person.email);
    }
    const old = (await page(app, person.access_token, '?limit=100')).logs.map((event) => event.id);
    const walk = async (limit: number) => {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { logs, next_cursor: next }: Page = await page(
          app,
          person.access_token,
          `?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...logs.map((event) => event.id));
        cursor = next;
        app.advance(500);
        await signIn(app, person.email);
      }
      return seen;
    };
    for (const seen of await Promise.all([walk(3), walk(7)])) {
      const ofOld = seen.filter((id) => old.includes(id));
      expect(ofOld).toEqual(old);
      expect(new Set(seen).size).toBe(seen.length);
    }
  });
});

describe('the flush', () => {
  const secret = 'a-cron-secret-of-more-than-32-characters';
  const run = (app: TestApp, headers: Record<string, string> = { 'X-Cron-Secret': secret }) =>
    app.fetch('/api/v1/auth/cron/flush-tokens', { method: 'POST', headers });

  async function fill(expired: number, live: number, now: number, userId: string): Promise<void> {
    const rows = (count: number, prefix: string, expiresAt: number) =>
      env.DB.prepare(
        `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
         insert into sessions (id, user_id, amr, created_at, last_activity_at, last_rotation_at, expires_at)
         select '${prefix}' || i, ?, '[]', 0, 0, 0, ${expiresAt} from n`,
      ).bind(userId);
    await env.DB.batch([rows(expired, 'old-', now - 1), rows(live, 'live-', now + 1_000_000)]);
  }

  it('opens to the secret alone, and to nobody where none is set', async () => {
    const app = createTestApp({ env: { CRON_SECRET: secret } });
    for (const headers of [
      {},
      { 'X-Cron-Secret': 'wrong' },
      { 'X-Cron-Secret': `${secret}x` },
    ] as Record<string, string>[])
      expect(await refusal(await run(app, headers))).toEqual([403, 'forbidden']);
    expect(await refusal(await run(createTestApp()))).toEqual([403, 'forbidden']);
    expect(await (await run(app)).json()).toEqual({
      flushed: {
        sessions: 0,
        revoked_tokens: 0,
        audit_events: 0,
        unverified_accounts: 0,
        complete: true,
      },
    });
  });

  it('removes exactly the expired of 100,000 sessions, and goes on where it was cut off', {
    timeout: 120_000,
  }, async () => {
    const app = createTestApp({ env: { CRON_SECRET: secret } });
    const { user } = await newcomer(app);
    await fill(100_000, 1000, app.clock(), user.id);
    let statements = 0;
    const cut = createTestApp({
      env: {
        CRON_SECRET: secret,
        DB: {
          batch: env.DB.batch.bind(env.DB),
          prepare: (query: string) => {
            if (++statements > 20) throw new Error('the invocation was cut off');
            return env.DB.prepare(query);
          },
        },
      },
    });
    expect((await run(cut)).status).toBeGreaterThanOrEqual(500);
    const rest = await (await run(app)).json<{ flushed: { sessions: number } }>();
    // Of the twenty statements the other kinds had one each.
    expect(rest.flushed.sessions).toBe(100_000 - 18 * 2000);
    const left = await env.DB.prepare(
      "select count(*) as n, sum(id like 'old-%') as old from sessions",
    ).first();
    expect(left).toEqual({ n: 1001, old: 0 });
  });

  it('removes revoked tokens, old events and, if told to, accounts that nobody verified', async () => {
    const app = createTestApp({
      env: { CRON_SECRET: secret, AUDIT_RETENTION_DAYS: '10', UNVERIFIED_RETENTION_DAYS: '5' },
    });
    const person = await newcomer(app);
    await app.post('/api/v1/auth/token/revoke', { token: person.access_token });
    await app.post('/api/v1/auth/register', { email: freshEmail(), password: PASSWORD });
    app.advance(11 * 86_400_000);
    await bringLedger();
    const { flushed } = await (await run(app)).json<{ flushed: Record<string, number> }>();
    expect(flushed).toMatchObject({ unverified_accounts: 1, sessions: 1 });
    // What operators do not search for was never here.
    expect(flushed.audit_events).toBe(3);
    expect((await env.DB.prepare('select email from users').all()).results).toEqual([
      { email: person.email },
    ]);
  });

  it('is what the cron trigger runs', async () => {
    const lines = takeConsole();
    const { user } = await newcomer(createTestApp());
    await fill(10, 3, Date.now(), user.id);
    const ctx = createExecutionContext();
    await worker.scheduled(
      createScheduledController({ scheduledTime: new Date(), cron: '0 0 * * *' }),
      env,
      ctx,
    );
    await waitOnExecutionContext(ctx);
    expect(
      await env.DB.prepare("select count(*) as n from sessions where id like 'old-%'").first(),
    ).toEqual({ n: 0 });
    expect(lines).toMatchObject([{ level: 'info', event: 'cron', sessions: 10, outcome: 'done' }]);
  });
});
