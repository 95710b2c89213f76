import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../support/count-hops.ts';
import {
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  register,
  signIn,
  tokenOf,
} from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

let address = 0;

/** The service with counted bindings and its rate limits, each time asked from an address it has not seen. The queue is real only in name: a send counts as one hop. */
function countedApp() {
  const queued: unknown[] = [];
  const counter = countHops({
    ...realEnv,
    JOBS: { send: async (body: unknown) => void queued.push(body) },
  });
  const app = createTestApp({
    env: { ...counter.env, RATE_LIMITS: '{}', SHIELD: { limit: async () => ({ success: true }) } },
  });
  const fetch = app.fetch;
  app.fetch = (path, init = {}) => fetch(path, { ...init, ip: `192.0.2.${address++ % 250}` });
  const measure = async (work: () => Promise<Response>, status = 200) => {
    await counter.rest();
    counter.reset();
    const response = await work();
    const { hops, calls } = counter.read();
    expect(response.status, calls.join(', ')).toBe(status);
    return { hops, calls };
  };
  return { app, queued, measure };
}

describe('the budget of storage hops', () => {
  it('is kept on the way in', async () => {
    const plain = createTestApp();
    const { app, measure } = countedApp();
    const email = freshEmail();
    expect(
      (
        await measure(
          () =>
            app.post('/api/v1/auth/register', { email, password: PASSWORD }, {}, { settle: false }),
          201,
        )
      ).hops,
    ).toBeLessThanOrEqual(3);
    expect(
      (await measure(() => app.post('/api/v1/auth/email/resend', { email }, {}, { settle: false })))
        .hops,
    ).toBeLessThanOrEqual(2);

    await plain.post('/api/v1/auth/email/resend', { email });
    const mail = await plain.lastMail(email);
    const verified = await measure(() =>
      app.post(
        '/api/v1/auth/email/verify',
        { email, otp: mail.codes[0], password: PASSWORD },
        {},
        { settle: false },
      ),
    );
    expect(verified.hops, verified.calls.join(', ')).toBeLessThanOrEqual(3);

    const login = await measure(() =>
      app.post('/api/v1/auth/login', { email, password: PASSWORD }, {}, { settle: false }),
    );
    expect(login.hops, login.calls.join(', ')).toBeLessThanOrEqual(3);
  });

  it('is three hops for a link and for an exchange token', async () => {
    const plain = createTestApp();
    const { app, measure } = countedApp();
    const email = freshEmail();
    await plain.post('/api/v1/auth/register', { email, password: PASSWORD });
    const token = tokenOf((await plain.lastMail(email)).links[0]);
    let exchange = '';
    const verified = await measure(async () => {
      const response = await app.post(
        '/api/v1/auth/email/verify',
        { token },
        {},
        { settle: false },
      );
      exchange = (await response.clone().json<{ exchange_token: string }>()).exchange_token;
      return response;
    });
    expect(verified.hops, verified.calls.join(', ')).toBeLessThanOrEqual(3);
    const exchanged = await measure(() =>
      app.post('/api/v1/auth/exchange-token', { exchange_token: exchange }, {}, { settle: false }),
    );
    expect(exchanged.hops, exchanged.calls.join(', ')).toBeLessThanOrEqual(3);
  });

  it('is one hop, the guard, for a refresh', async () => {
    const { refresh_token: refresh } = await newcomer(createTestApp());
    const { app, measure } = countedApp();
    const { calls } = await measure(() =>
      app.post('/api/v1/auth/token/refresh', { refresh }, {}, { settle: false }),
    );
    expect(calls).toEqual(['1 guard.rotate']);
  });

  it('is one hop for the list of sessions and the audit trail, two for ending one', async () => {
    const { access_token: token, session_id: id } = await newcomer(createTestApp());
    const { app, measure } = countedApp();
    for (const path of ['/api/v1/auth/sessions', '/api/v1/audit/logs']) {
      const { hops, calls } = await measure(() =>
        app.fetch(path, { headers: bearer(token), settle: false }),
      );
      expect(hops, calls.join(', ')).toBe(1);
    }
    const ended = await measure(() =>
      app.fetch(`/api/v1/auth/sessions/${id}`, {
        method: 'DELETE',
        headers: bearer(token),
        settle: false,
      }),
    );
    expect(ended.hops, ended.calls.join(', ')).toBe(2);
  });

  it('is three hops for a mailed code', async () => {
    const plain = createTestApp();
    const email = await register(plain);
    await plain.post('/api/v1/auth/otp/request', { email });
    const otp = (await plain.lastMail(email)).codes[0];
    const { app, measure } = countedApp();
    const { hops, calls } = await measure(() =>
      app.post('/api/v1/auth/otp/verify', { email, otp }, {}, { settle: false }),
    );
    expect(hops, calls.join(', ')).toBe(3);
  });

  it('is one hop for me and token/verify, and at most two for a logout', async () => {
    const { access_token: token } = await newcomer(createTestApp());
    const { app, measure } = countedApp();
    expect(
      (await measure(() => app.fetch('/api/v1/auth/me', { headers: bearer(token), settle: false })))
        .hops,
    ).toBe(1);
    expect(
      (await measure(() => app.post('/api/v1/auth/token/verify', { token }, {}, { settle: false })))
        .hops,
    ).toBe(1);
    expect(
      (
        await measure(() =>
          app.fetch('/api/v1/auth/logout', {
            method: 'POST',
            headers: bearer(token),
            settle: false,
          }),
        )
      ).hops,
    ).toBeLessThanOrEqual(2);
  });

  it.each(['email/resend', 'password/reset', 'forgot-password', 'otp/request'])(
    'is two hops for a mail that anyone may ask for: %s',
    async (path) => {
      const email = await register(createTestApp());
      const { app, measure } = countedApp();
      const { hops, calls } = await measure(() =>
        app.post(`/api/v1/auth/${path}`, { email }, {}, { settle: false }),
      );
      expect(hops, calls.join(', ')).toBe(2);
    },
  );

  it('is two hops for ending all other sessions, and nothing for what other services verify tokens by', async () => {
    const email = await register(createTestApp());
    const [{ access_token: token }] = [
      await signIn(createTestApp(), email),
      await signIn(createTestApp(), email),
    ];
    const { app, measure } = countedApp();
    const ended = await measure(() =>
      app.fetch('/api/v1/auth/sessions/terminate-all', {
        method: 'POST',
        headers: bearer(token),
        settle: false,
      }),
    );
    expect(ended.hops, ended.calls.join(', ')).toBe(2);
    for (const path of [
      '/.well-known/jwks.json',
      '/.well-known/oauth-authorization-server',
      '/api/v1/auth/health/live',
    ])
      expect((await measure(() => app.fetch(path, { settle: false }))).calls).toEqual([]);
  });

  it('is announce, write, adopt for whatever changes a user, after the token was judged', async () => {
    const { access_token: token } = await newcomer(createTestApp());
    const { app, measure } = countedApp();
    const { calls } = await measure(() =>
      app.fetch('/api/v1/auth/profile', {
        method: 'PATCH',
        headers: { ...bearer(token), 'Content-Type': 'application/json' },
        body: JSON.stringify({ first_name: 'Ada' }),
        settle: false,
      }),
    );
    expect(calls.filter((call) => !call.includes('kv.'))).toEqual([
      '1 guard.live',
      '2 guard.prepare',
      '3 d1.batch',
      '4 guard.commit',
    ]);
  });

  it('is nothing at all for a forged or expired token', async () => {
    const plain = createTestApp();
    const email = await register(plain);
    const { refresh_token: refresh, access_token: access } = await signIn(plain, email);
    const { app, measure } = countedApp();
    const forged = (token: string) => `${token.slice(0, -6)}AAAAAA`;
    expect(
      (
        await measure(
          () => app.post('/api/v1/auth/token/refresh', { refresh: forged(refresh) }),
          401,
        )
      ).calls,
    ).toEqual([]);
    expect(
      (await measure(() => app.fetch('/api/v1/auth/me', { headers: bearer(forged(access)) }), 401))
        .calls,
    ).toEqual([]);
    app.advance(30 * 86_400_000);
    expect(
      (await measure(() => app.post('/api/v1/auth/token/refresh', { refresh }), 401)).calls,
    ).toEqual([]);
  });
});
