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
  as,
  bearer,
  freshEmail,
  type Login,
  newcomerByMail,
  PASSWORD,
  refusal,
  registerByMail,
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

const me = (app: TestApp, token: string) => app.auth.me.$get({}, { headers: bearer(token) });
const list = async (app: TestApp, token: string) =>
  (
    (await (await app.auth.sessions.$get({}, { headers: bearer(token) })).json()) as {
      sessions: Listed[];
    }
  ).sessions;
const signInFrom = async (
  app: TestApp,
  email: string,
  userAgent: string,
  extra: Partial<Login> = {},
): Promise<Tokens> => {
  const answer = await app.auth.login.$post(
    { json: { email, password: PASSWORD, token_delivery: 'body', ...extra } },
    { headers: { 'User-Agent': userAgent } },
  );
  return (await answer.json()) as Tokens;
};

describe('the session list', () => {
  it('shows each device, and marks the current one', async () => {
    const app = createTestApp();
    const email = await registerByMail(app);
    await signInFrom(app, email, FIREFOX, { device_name: 'Laptop' });
    app.advance(1000);
    const phone = await signInFrom(app, email, IPHONE);
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

  it('ends one of them, and no other user’s', async () => {
    const app = createTestApp();
    const person = await newcomerByMail(app);
    const other = await signIn(app, person.email);
    const stranger = await newcomerByMail(app);
    const end = (id: string) => app.auth.sessions[':id'].$delete({ param: { id } }, as(person));
    for (const id of [stranger.session_id, crypto.randomUUID(), 'nonsense'])
      expect(await refusal(await end(id))).toEqual([404, 'not_found']);
    expect((await me(app, stranger.access_token)).status).toBe(200);
    expect((await end(other.session_id)).status).toBe(200);
    expect(await refusal(await me(app, other.access_token))).toEqual([401, 'token_revoked']);
    expect(
      (await app.auth.token.refresh.$post({ json: { refresh: other.refresh_token } })).status,
    ).toBe(401);
    expect(await refusal(await end(other.session_id))).toEqual([404, 'not_found']);
    expect((await me(app, person.access_token)).status).toBe(200);
  });

  it('ends all but the current one', async () => {
    const app = createTestApp();
    const person = await newcomerByMail(app);
    const others = [await signIn(app, person.email), await signIn(app, person.email)];
    const response = await app.auth.sessions['terminate-all'].$post({}, as(person));
    expect(await response.json()).toMatchObject({ terminated_count: 2 });
    for (const other of others) expect((await me(app, other.access_token)).status).toBe(401);
    for (const other of others)
      expect(
        (await app.auth.token.refresh.$post({ json: { refresh: other.refresh_token } })).status,
      ).toBe(401);
    expect(await list(app, person.access_token)).toHaveLength(1);
  });

  it('is capped: the session idle longest is ended', async () => {
    const app = createTestApp({ env: { MAX_SESSIONS_PER_USER: '3' } });
    const email = await registerByMail(app);
    const sessions: Tokens[] = [];
    for (let index = 0; index < 3; index++) {
      sessions.push(await signIn(app, email));
      app.advance(120_000);
    }
    // The first one is used again, so the second has been idle longest.
    await app.auth.token.refresh.$post({ json: { refresh: sessions[0]?.refresh_token } });
    app.advance(1000);
    const fourth = await signIn(app, email);
    const statuses = [];
    for (const { access_token: token } of [...sessions, fourth])
      statuses.push((await me(app, token)).status);
    expect(statuses).toEqual([200, 401, 200, 200]);
    expect(
      (await app.auth.token.refresh.$post({ json: { refresh: sessions[1]?.refresh_token } }))
        .status,
    ).toBe(401);
  });

  it('is mailed to the owner when a new device signs in, and only then', async () => {
    const app = createTestApp();
    const email = await registerByMail(app);
    const news = () =>
      app.mails.filter((mail) => mail.to === email && mail.subject.includes('New sign-in')).length;
    for (const [agent, expected] of [
      [FIREFOX, 0],
      [FIREFOX, 0],
      [IPHONE, 1],
      [FIREFOX, 1],
      [IPHONE, 1],
    ] as const) {
      await signInFrom(app, email, agent);
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
  it('is rejected at once on every route, however its session ended', async () => {
    const app = createTestApp();
    const WAYS: Record<string, (person: Tokens & { email: string }) => Promise<unknown>> = {
      logout: (person) => app.auth.logout.$post({ json: {} }, as(person)),
      terminate: async (person) =>
        app.auth.sessions[':id'].$delete(
          { param: { id: person.session_id } },
          { headers: bearer((await signIn(app, person.email)).access_token) },
        ),
      'terminate-all': async (person) =>
        app.auth.sessions['terminate-all'].$post(
          {},
          { headers: bearer((await signIn(app, person.email)).access_token) },
        ),
      'password change': async (person) =>
        app.auth.password.change.$post(
          { json: { old_password: PASSWORD, new_password: 'another-Horse-8-battery' } },
          { headers: bearer((await signIn(app, person.email)).access_token) },
        ),
      'revocation of its refresh token': (person) =>
        app.auth.token.revoke.$post({ json: { token: person.refresh_token } }),
      'revocation of itself': (person) =>
        app.auth.token.revoke.$post({ json: { token: person.access_token } }),
      reuse: async (person) => {
        await app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } });
        app.advance(31_000);
        await app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } });
      },
      'password reset': async ({ email }) => {
        await app.auth.password.reset.$post({ json: { email } });
        const token = tokenOf((await app.lastMail(email)).links[0]);
        await app.auth.password.reset.confirm.$post({
          json: {
            token,
            new_password: 'another-Horse-8-battery',
          },
        });
      },
      'an admin': async ({ user }) => {
        const admin = await newcomerByMail(app);
        await giveRoles(['admin'], { id: admin.user.id });
        await app.client.api.v1.admin.users[':id'][':act'].$post(
          { param: { id: user.id, act: 'terminate-sessions' }, json: {} },
          as(admin),
        );
      },
      erasure: ({ access_token: token }) =>
        app.auth.account.$delete({ json: { password: PASSWORD } }, { headers: bearer(token) }),
    };
    for (const [way, end] of Object.entries(WAYS)) {
      const person = await newcomerByMail(app);
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
        (await app.auth.token.verify.$post({ json: { token: person.access_token } })).status,
      ).toBe(401);
    }
  });

  it('that is revoked ends neither its session nor its siblings', async () => {
    const app = createTestApp();
    const person = await newcomerByMail(app);
    expect(
      (await app.auth.token.revoke.$post({ json: { token: person.access_token } })).status,
    ).toBe(200);
    const refreshed = await app.auth.token.refresh.$post({
      json: {
        refresh: person.refresh_token,
      },
    });
    const { access_token: next } = (await refreshed.json()) as { access_token: string };
    expect((await me(app, next)).status).toBe(200);
    expect((await me(app, person.access_token)).status).toBe(401);
  });

  it('is revoked by a form too, and an invalid token gets the same response', async () => {
    const app = createTestApp();
    const person = await newcomerByMail(app);
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

  it('describes a token to a known client only', async () => {
    const app = createTestApp({ env: client });
    const person = await newcomerByMail(app);
    const ask = (token: string, headers = basic('api:a-long-client-secret')) =>
      app.auth.token.introspect.$post({ json: { token } }, { headers });
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
    // Whatever the body: it is not read before the client is authenticated.
    expect(await refusal(await app.post('/api/v1/auth/token/introspect', {}))).toEqual([
      401,
      'invalid_client',
    ]);
    expect(
      await refusal(await app.fetch('/api/v1/auth/token/introspect', { method: 'POST' })),
    ).toEqual([401, 'invalid_client']);
  });

  it('reports retired, revoked and ended tokens as inactive', async () => {
    const app = createTestApp({ env: client });
    const person = await newcomerByMail(app);
    const ask = async (token: string) =>
      (
        (await (
          await app.auth.token.introspect.$post(
            { json: { token } },
            { headers: basic('api:a-long-client-secret') },
          )
        ).json()) as { active: boolean }
      ).active;
    const { refresh_token: next } = (await (
      await app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } })
    ).json()) as {
      refresh_token: string;
    };
    app.advance(31_000);
    expect([
      await ask(person.refresh_token),
      await ask(next),
      await ask(person.access_token),
      await ask('nonsense'),
    ]).toEqual([false, true, true, false]);
    await app.auth.token.revoke.$post({ json: { token: next } });
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

  it('shows users their own events, filtered, and admins any user’s', async () => {
    const app = createTestApp();
    const person = await newcomerByMail(app);
    const stranger = await newcomerByMail(app);
    app.advance(1000);
    await app.auth.login.$post({
      json: {
        email: person.email,
        password: 'wrong-Horse-7-battery',
      },
    });
    const all = await page(app, person.access_token);
    expect(all.logs[0]?.event_type).toBe('session.sign_in_failed');
    // Events of one millisecond have no order.
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

  it('returns each old event once to two cursors while new events arrive', async () => {
    const app = createTestApp({ env: { MAX_SESSIONS_PER_USER: '500' } });
    const person = await newcomerByMail(app);
    for (let index = 0; index < 20; index++) {
      app.advance(1000);
      await app.auth.email.verify.$post({ json: { email: person.email, otp: '000001' } });
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

describe('the flush route', () => {
  const secret = 'a-cron-secret-of-more-than-32-characters';
  const run = (app: TestApp, headers: Record<string, string> = { 'X-Cron-Secret': secret }) =>
    app.auth.cron['flush-tokens'].$post({}, { headers });

  async function fill(expired: number, live: number, now: number, userId: string): Promise<void> {
    const rows = (count: number, prefix: string, expiresAt: number) =>
      env.DB.prepare(
        `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
         insert into sessions (id, user_id, amr, created_at, last_activity_at, last_rotation_at, expires_at)
         select '${prefix}' || i, ?, '[]', 0, 0, 0, ${expiresAt} from n`,
      ).bind(userId);
    await env.DB.batch([rows(expired, 'old-', now - 1), rows(live, 'live-', now + 1_000_000)]);
  }

  it('requires the secret, and is closed where none is set', async () => {
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
        resealed_secrets: 0,
        removed_factors: 0,
        complete: true,
      },
    });
  });

  it('removes exactly the expired of 100,000 sessions, and resumes where it stopped', {
    timeout: 120_000,
  }, async () => {
    const app = createTestApp({ env: { CRON_SECRET: secret } });
    const { user } = await newcomerByMail(app);
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
    const rest = (await (await run(app)).json()) as { flushed: { sessions: number } };
    // The other kinds took one each of the twenty statements.
    expect(rest.flushed.sessions).toBe(100_000 - 17 * 2000);
    const left = await env.DB.prepare(
      "select count(*) as n, sum(id like 'old-%') as old from sessions",
    ).first();
    expect(left).toEqual({ n: 1001, old: 0 });
  });

  it('removes revoked tokens, old events and, if configured, unverified accounts', async () => {
    const app = createTestApp({
      env: { CRON_SECRET: secret, AUDIT_RETENTION_DAYS: '10', UNVERIFIED_RETENTION_DAYS: '5' },
    });
    const person = await newcomerByMail(app);
    // A token revoked by the version that kept them in D1.
    await env.DB.prepare('insert into revoked_tokens values (?, ?, ?, ?, ?)')
      .bind('j', person.user.id, person.session_id, app.clock() + 900_000, app.clock())
      .run();
    await app.auth.register.$post({ json: { email: freshEmail(), password: PASSWORD } });
    app.advance(11 * 86_400_000);
    await bringLedger();
    const { flushed } = (await (await run(app)).json()) as { flushed: { audit_events: number } };
    expect(flushed).toMatchObject({ revoked_tokens: 1, unverified_accounts: 1, sessions: 1 });
    // What operators do not search for was never here.
    expect(flushed.audit_events).toBe(3);
    expect((await env.DB.prepare('select email from users').all()).results).toEqual([
      { email: person.email },
    ]);
  });

  it('runs by the cron trigger', async () => {
    const lines = takeConsole();
    const { user } = await newcomerByMail(createTestApp());
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
