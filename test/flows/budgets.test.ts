import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../support/count-hops.ts';
import {
  type Answer,
  as,
  bearer,
  freshEmail,
  mailedCode,
  mailedToken,
  newcomerByMail,
  PASSWORD,
  registerByMail,
  signIn,
} from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

let address = 0;

/**
 * The service with counted bindings and rate limits, called from a new address each time. The queue
 * is fake: a send counts as one hop.
 */
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
  const measure = async (work: () => Promise<Answer>, status = 200) => {
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
  it('holds for registration, verification and sign-in', async () => {
    const plain = createTestApp();
    const { app, measure } = countedApp();
    const email = freshEmail();
    expect(
      (
        await measure(
          () => app.auth.register.$post({ json: { email, password: PASSWORD } }, app.unsettled),
          201,
        )
      ).hops,
    ).toBeLessThanOrEqual(3);
    expect(
      (await measure(() => app.auth.email.resend.$post({ json: { email } }, app.unsettled))).hops,
    ).toBeLessThanOrEqual(2);

    await plain.auth.email.resend.$post({ json: { email } });
    const mail = await plain.lastMail(email);
    const verified = await measure(() =>
      app.auth.email.verify.$post(
        { json: { email, otp: mail.codes[0], password: PASSWORD } },
        app.unsettled,
      ),
    );
    expect(verified.hops, verified.calls.join(', ')).toBeLessThanOrEqual(3);

    // A guard that has never met its user trusts no replica: the first sign-in reads the primary.
    const signIn = () =>
      measure(() => app.auth.login.$post({ json: { email, password: PASSWORD } }, app.unsettled));
    const first = await signIn();
    expect(first.hops, first.calls.join(', ')).toBeLessThanOrEqual(4);
    const next = await signIn();
    expect(next.hops, next.calls.join(', ')).toBe(3);
  });

  it('is three hops for a link, and four for the first sign-in, of which D1 hears at once', async () => {
    const plain = createTestApp();
    const { app, measure } = countedApp();
    const email = freshEmail();
    await plain.auth.register.$post({ json: { email, password: PASSWORD } });
    const token = await mailedToken(plain, email);
    let exchange = '';
    const verified = await measure(async () => {
      const response = await app.auth.email.verify.$post({ json: { token } }, app.unsettled);
      exchange = ((await response.json()) as { exchange_token: string }).exchange_token;
      return response;
    });
    expect(verified.hops, verified.calls.join(', ')).toBeLessThanOrEqual(3);
    const exchanged = await measure(() =>
      app.auth['exchange-token'].$post({ json: { exchange_token: exchange } }, app.unsettled),
    );
    expect(exchanged.hops, exchanged.calls.join(', ')).toBeLessThanOrEqual(4);
  });

  it('is one hop, the guard, for a refresh', async () => {
    const email = await registerByMail(createTestApp());
    const { app, measure } = countedApp();
    const { refresh_token: refresh } = await signIn(app, email);
    const { calls } = await measure(() =>
      app.auth.token.refresh.$post({ json: { refresh } }, app.unsettled),
    );
    expect(calls).toEqual(['1 guard.rotate']);
  });

  it('is four hops for a step-up: who it is, the password with its user, the session', async () => {
    const { access_token: token } = await newcomerByMail(createTestApp());
    const { app, measure } = countedApp();
    const { calls } = await measure(() =>
      app.auth['step-up'].$post(
        { json: { password: PASSWORD } },
        { ...app.unsettled, ...as(token) },
      ),
    );
    expect(calls.filter((call) => !call.includes('kv'))).toEqual([
      '1 guard.live',
      '2 d1.raw',
      '3 guard.chargeBy',
      '4 guard.stepUp',
    ]);
  });

  it('is one hop for the list of sessions and the audit trail, two for ending one', async () => {
    const { access_token: token, session_id: id } = await newcomerByMail(createTestApp());
    const { app, measure } = countedApp();
    for (const path of ['/api/v1/auth/sessions', '/api/v1/audit/logs']) {
      const { hops, calls } = await measure(() =>
        app.fetch(path, { headers: bearer(token), settle: false }),
      );
      expect(hops, calls.join(', ')).toBe(1);
    }
    const ended = await measure(() =>
      app.auth.sessions[':id'].$delete({ param: { id } }, { ...app.unsettled, ...as(token) }),
    );
    expect(ended.hops, ended.calls.join(', ')).toBe(2);
  });

  it('is three hops for a mailed code', async () => {
    const plain = createTestApp();
    const { app, measure } = countedApp();
    const email = await registerByMail(plain);
    // From the network of the next sign-in, which is then no news to the owner.
    await signIn(app, email);
    await plain.auth.otp.request.$post({ json: { email } });
    const otp = await mailedCode(plain, email);
    const { hops, calls } = await measure(() =>
      app.auth.otp.verify.$post({ json: { email, otp } }, app.unsettled),
    );
    expect(hops, calls.join(', ')).toBe(3);
  });

  it('is one hop for me and token/verify, and at most two for a logout', async () => {
    const { access_token: token } = await newcomerByMail(createTestApp());
    const { app, measure } = countedApp();
    expect(
      (await measure(() => app.auth.me.$get({}, { ...app.unsettled, ...as(token) }))).hops,
    ).toBe(1);
    expect(
      (await measure(() => app.auth.token.verify.$post({ json: { token } }, app.unsettled))).hops,
    ).toBe(1);
    expect(
      (await measure(() => app.auth.logout.$post({ json: {} }, { ...app.unsettled, ...as(token) })))
        .hops,
    ).toBeLessThanOrEqual(2);
  });

  it.each(['email/resend', 'password/reset', 'forgot-password', 'otp/request'])(
    'is two hops for a mail that anyone may request: %s',
    async (path) => {
      const email = await registerByMail(createTestApp());
      const { app, measure } = countedApp();
      const { hops, calls } = await measure(() =>
        app.post(`/api/v1/auth/${path}`, { email }, {}, { settle: false }),
      );
      expect(hops, calls.join(', ')).toBe(2);
    },
  );

  it('is two hops for ending all other sessions, zero for keys and liveness', async () => {
    const email = await registerByMail(createTestApp());
    const [{ access_token: token }] = [
      await signIn(createTestApp(), email),
      await signIn(createTestApp(), email),
    ];
    const { app, measure } = countedApp();
    const ended = await measure(() =>
      app.auth.sessions['terminate-all'].$post({}, { ...app.unsettled, ...as(token) }),
    );
    expect(ended.hops, ended.calls.join(', ')).toBe(2);
    for (const path of [
      '/.well-known/jwks.json',
      '/.well-known/oauth-authorization-server',
      '/.well-known/openid-configuration',
      '/api/v1/auth/health/live',
    ])
      expect((await measure(() => app.fetch(path, { settle: false }))).calls).toEqual([]);
  });

  it('is announce, write, adopt for a change of a user, who is judged by the first', async () => {
    const { access_token: token } = await newcomerByMail(createTestApp());
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
      '2 guard.prepareBy',
      '3 d1.batch',
      '4 guard.commit',
    ]);
  });

  it('is zero for a forged or expired token', async () => {
    const plain = createTestApp();
    const email = await registerByMail(plain);
    const { refresh_token: refresh, access_token: access } = await signIn(plain, email);
    const { app, measure } = countedApp();
    const forged = (token: string) => `${token.slice(0, -6)}AAAAAA`;
    expect(
      (
        await measure(
          () => app.auth.token.refresh.$post({ json: { refresh: forged(refresh) } }),
          401,
        )
      ).calls,
    ).toEqual([]);
    expect((await measure(() => app.auth.me.$get({}, as(forged(access))), 401)).calls).toEqual([]);
    app.advance(30 * 86_400_000);
    expect(
      (await measure(() => app.auth.token.refresh.$post({ json: { refresh } }), 401)).calls,
    ).toEqual([]);
  });
});
