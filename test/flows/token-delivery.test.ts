import { describe, expect, it } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import {
  type Answer,
  bearer,
  PASSWORD,
  refusal,
  register,
  signIn,
  tokenOf,
} from '../support/people.ts';
import { switchSecondStepOn } from '../support/second-step.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const PAGE = { Origin: 'https://auth.test' };
type Place = 'cookie' | 'body' | 'both';
type Sent = Answer & { headers: Headers; clone(): Answer };
type Ask = { token_delivery?: Place | null };
type Body = Record<string, unknown>;

const createApp = (vars: Record<string, unknown> = {}) =>
  createTestApp({ env: vars, argon2: cheapArgon2 });

/** Where a response carries the refresh token; in both places it must be the same. */
async function placeOf(response: Sent): Promise<Place> {
  expect([response.status, response.ok ? '' : await response.clone().text()]).toEqual([200, '']);
  const body = (await response.clone().json()) as Record<string, string>;
  const cookie = /^__Host-refresh_token=([^;]+)/m.exec(
    response.headers.getSetCookie().join('\n'),
  )?.[1];
  expect(body.refresh).toBe(body.refresh_token);
  expect(body.refresh_expires_in === undefined).toBe(body.refresh === undefined);
  expect(body.csrf_token).toMatch(/^[\w-]+\.[\w-]+$/);
  if (cookie === undefined) {
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(body.refresh).toBeDefined();
    return 'body';
  }
  expect(response.headers.getSetCookie().join('\n')).toContain(`csrftoken=${body.csrf_token}`);
  if (body.refresh === undefined) return 'cookie';
  expect(body.refresh).toBe(cookie);
  return 'both';
}

async function withSecondStep(app: TestApp, email: string): Promise<void> {
  await switchSecondStepOn(email);
  app.advance(61_000);
}

/** Each way to sign in, with the delivery requested at its end; with two steps, at either. */
const WAYS: Record<
  string,
  (app: TestApp, ask: Ask, headers: Record<string, string>) => Promise<Sent>
> = {
  'a password': async (app, ask, headers) =>
    app.auth.login.$post(
      { json: { email: await register(app), password: PASSWORD, ...ask } },
      { headers },
    ),
  'a password and a code': async (app, ask, headers) => {
    const email = await register(app);
    await withSecondStep(app, email);
    const first = await app.auth.login.$post(
      { json: { email, password: PASSWORD, ...ask } },
      { headers },
    );
    const { mfa_token } = (await first.json()) as { mfa_token: string };
    const otp = (await app.lastMail(email)).codes[0] ?? '';
    return app.auth.login['otp-verify'].$post({ json: { otp, mfa_token } }, { headers });
  },
  'a code that asks for itself': async (app, ask, headers) => {
    const email = await register(app);
    await withSecondStep(app, email);
    const other: Ask = { token_delivery: ask.token_delivery === 'body' ? 'both' : 'body' };
    const asked = ask.token_delivery == null ? {} : other;
    const first = await app.auth.login.$post(
      { json: { email, password: PASSWORD, ...asked } },
      { headers },
    );
    const { mfa_token } = (await first.json()) as { mfa_token: string };
    const otp = (await app.lastMail(email)).codes[0] ?? '';
    return app.auth.login['otp-verify'].$post({ json: { otp, mfa_token, ...ask } }, { headers });
  },
  'a mailed code': async (app, ask, headers) => {
    const email = await register(app);
    await app.auth.otp.request.$post({ json: { email } });
    const otp = (await app.lastMail(email)).codes[0] ?? '';
    return app.auth.otp.verify.$post({ json: { email, otp, ...ask } }, { headers });
  },
  'an exchange token': async (app, ask, headers) => {
    const email = `exchanged${crypto.randomUUID()}@example.com`;
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const verified = await app.auth.email.verify.$post({ json: { token } });
    const { exchange_token } = (await verified.json()) as { exchange_token: string };
    return app.auth['exchange-token'].$post({ json: { exchange_token, ...ask } }, { headers });
  },
};

describe.each(Object.entries(WAYS))('signing in by %s', (_, way) => {
  it('delivers tokens as requested; by default to browsers in a cookie, to other clients in both places', async () => {
    const app = createApp();
    const seen = async (ask: Ask, headers: Record<string, string>) =>
      placeOf(await way(app, ask, headers));
    for (const place of ['cookie', 'body', 'both'] as const)
      for (const headers of [{}, PAGE])
        expect(await seen({ token_delivery: place }, headers)).toBe(place);
    for (const left of [{}, { token_delivery: null }]) {
      expect(await seen(left, {})).toBe('both');
      expect(await seen(left, PAGE)).toBe('cookie');
      expect(await seen(left, { 'Sec-Fetch-Site': 'same-origin' })).toBe('cookie');
    }
  });

  it('rejects any other value', async () => {
    const app = createApp();
    const json = {
      email: 'ada@example.com',
      password: PASSWORD,
      token_delivery: 'header' as never,
    };
    expect(await refusal(await app.auth.login.$post({ json }))).toEqual([400, 'validation_error']);
  });
});

describe('a refresh', () => {
  it.each(['cookie', 'body', 'both'] as const)(
    'keeps the delivery of its session, with %s, whoever sends the token',
    async (place) => {
      const app = createApp();
      const email = await register(app);
      const login = await app.auth.login.$post({
        json: {
          email,
          password: PASSWORD,
          token_delivery: place,
        },
      });
      const body = (await login.json()) as { refresh?: string };
      const cookie = /^__Host-refresh_token=([^;]+)/m.exec(
        login.headers.getSetCookie().join('\n'),
      )?.[1];
      const token = body.refresh ?? cookie ?? '';
      const byCookie = { Cookie: `__Host-refresh_token=${token}` };
      const refresh = (sent: Body, headers: Record<string, string>) =>
        app.auth.token.refresh.$post({ json: sent }, { headers });
      // Twice within the grace period, so the token is the same each time.
      expect(await placeOf(await refresh({ refresh: token }, {}))).toBe(place);
      expect(await placeOf(await refresh({}, byCookie))).toBe(place);
      expect(await placeOf(await refresh({ refresh: token }, PAGE))).toBe(place);
      // A script must not obtain by a refresh what it cannot read.
      expect(await placeOf(await refresh({}, { ...byCookie, ...PAGE }))).toBe('cookie');
      expect(
        await placeOf(await refresh({}, { ...byCookie, 'Sec-Fetch-Site': 'same-origin' })),
      ).toBe('cookie');
      expect(
        await placeOf(
          await refresh({ refresh: null, refresh_token: '' }, { ...byCookie, ...PAGE }),
        ),
      ).toBe('cookie');
    },
  );

  it('keeps a client’s cookie and body in step, however often it runs', async () => {
    const app = createApp();
    const login = await app.auth.login.$post({
      json: {
        email: await register(app),
        password: PASSWORD,
      },
    });
    let token = ((await login.json()) as { refresh: string }).refresh;
    for (let turn = 0; turn < 4; turn++) {
      app.advance(60_000);
      const sent =
        turn % 2 === 0
          ? await app.auth.token.refresh.$post({ json: { refresh: token } })
          : await app.auth.token.refresh.$post(
              { json: {} },
              { headers: { Cookie: `__Host-refresh_token=${token}` } },
            );
      expect(await placeOf(sent)).toBe('both');
      token = ((await sent.json()) as { refresh: string }).refresh;
    }
  });
});

describe('a password change', () => {
  const change = { old_password: PASSWORD, new_password: 'another-Horse-8-battery' };

  it.each(['cookie', 'body', 'both'] as const)(
    'keeps the delivery of its session, with %s',
    async (place) => {
      const app = createApp();
      const email = await register(app);
      const login = await app.auth.login.$post({
        json: {
          email,
          password: PASSWORD,
          token_delivery: place,
        },
      });
      const { access_token: token } = (await login.json()) as { access_token: string };
      const changed = await app.auth.password.change.$post(
        { json: change },
        { headers: bearer(token) },
      );
      expect(await placeOf(changed)).toBe(place);
    },
  );

  it('puts no tokens in the body for a page authenticated by cookie', async () => {
    const app = createApp({ COOKIE_MODE: 'both' });
    const browser = createBrowser(app);
    const { csrf_token: csrf } = await browser.signIn(await register(app), {
      token_delivery: 'both',
    });
    const changed = await browser.post('password/change', change, { 'X-CSRF-Token': csrf });
    expect(await placeOf(changed)).toBe('cookie');
  });
});

describe('a typical client', () => {
  it('finds the refresh token in the body without a cookie jar, and in the jar with one', async () => {
    const app = createApp();
    const email = await register(app);
    const login = await app.post('/api/auth/login/', { email, password: PASSWORD });
    const { refresh } = await login.clone().json<{ refresh: string }>();
    expect(await placeOf(login)).toBe('both');
    expect((await app.post('/api/auth/token/refresh/', { refresh })).status).toBe(200);

    const simplejwt = await app.post('/api/users/token/', { email, password: PASSWORD }, PAGE);
    expect(await placeOf(simplejwt)).toBe('body');
  });

  it('finds client, assurance level and both user ids in access tokens', async () => {
    const app = createApp({ FIRST_PARTY_CLIENT_ID: 'our-app' });
    const person = await signIn(app, await register(app));
    const claims = JSON.parse(atob(person.access_token.split('.')[1] ?? '')) as object;
    expect(claims).toMatchObject({
      client_id: 'our-app',
      acr: 'aal1',
      sub: person.user.id,
      user_id: person.user.id,
    });
  });
});
