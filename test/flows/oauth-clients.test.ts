import { describe, expect, it } from 'vitest';
import { newcomer, PASSWORD, refusal, register } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const SECRET = 'p+s/w=d-%41:~ &?long enough';
const CLIENTS = [
  { id: 'api', secret: SECRET },
  { id: 'urn:an api', secret: 'a-plain-and-long-secret' },
];
const SETTINGS = { INTROSPECTION_CLIENTS: JSON.stringify(CLIENTS) };
const auth = (tail: string) => `/api/v1/auth/${tail}`;
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

const post = (
  app: TestApp,
  tail: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
) =>
  app.fetch(auth(tail), {
    method: 'POST',
    headers: { ...FORM, ...headers },
    body: new URLSearchParams(form).toString(),
  });

/** RFC 6749 §2.3.1: each part is form-encoded. */
const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${new TextEncoder().encode(`${id}:${secret}`).toBase64()}`,
});
const oauthError = async (response: Response) => {
  const body = await response.json<{ error: string; error_description: string }>();
  expect(response.headers.get('Content-Type')).toBe('application/json');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(Object.keys(body).sort()).toEqual(['error', 'error_description']);
  expect(body.error_description).toMatch(/^[ !#-[\]-~]+$/);
  return [response.status, body.error];
};

describe('a client that introspects', () => {
  it.each([
    ['encoded', basic(encode('api'), encode(SECRET)), {}],
    ['as it stands', basic('api', SECRET), {}],
    ['encoded, with a colon in its id', basic(encode('urn:an api'), 'a-plain-and-long-secret'), {}],
    ['in the form', {}, { client_id: 'api', client_secret: SECRET }],
  ])('authenticates with its secret %s', async (_, headers, form) => {
    const app = createTestApp({ env: SETTINGS });
    const { access_token: token } = await newcomer(app);
    const answer = await post(app, 'token/introspect', { token, ...form }, headers);
    expect([answer.status, await answer.json()]).toMatchObject([200, { active: true }]);
  });

  it.each([
    ['a wrong secret', basic('api', 'a-plain-and-long-secret'), {}],
    ['a wrong secret in the form', {}, { client_id: 'api', client_secret: `${SECRET}x` }],
    ['no secret', {}, { client_id: 'api' }],
    ['an empty secret', {}, { client_id: 'api', client_secret: '' }],
    ['an invalid header', { Authorization: 'Basic !!!' }, {}],
    ['a header without a colon', { Authorization: `Basic ${btoa('api')}` }, {}],
    ['a wrong secret in the header and the right one in the form', basic('api', 'x'), CLIENTS[0]],
    ['another client’s secret', basic(encode('urn:an api'), encode(SECRET)), {}],
    ['a colon in another place', basic('api:p', SECRET.slice(1)), {}],
  ])('is rejected with %s, whatever the token', async (_, headers, form) => {
    const app = createTestApp({ env: SETTINGS });
    const { id: client_id, secret: client_secret } = form as { id?: string; secret?: string };
    const fields = client_id === undefined ? form : { client_id, client_secret };
    for (const token of ['x', ''] as const) {
      const body = { ...(fields as Record<string, string>), token };
      const answer = await post(app, 'token/introspect', body, headers as Record<string, string>);
      expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Basic /);
      expect(await oauthError(answer)).toEqual([401, 'invalid_client']);
    }
  });

  it('gets a problem document when it sends JSON', async () => {
    const app = createTestApp({ env: SETTINGS });
    const answer = await app.post(auth('token/introspect'), { token: 'x' });
    expect(await refusal(answer)).toEqual([401, 'invalid_client']);
  });

  it('can also be configured as id:secret pairs, split at the first colon', async () => {
    const secret = 'se:cret:of-16-characters';
    const app = createTestApp({
      env: { INTROSPECTION_CLIENTS: ` api:${secret} , other:another-long-secret` },
    });
    for (const headers of [basic('api', secret), basic('api', encode(secret))])
      expect((await post(app, 'token/introspect', { token: 'x' }, headers)).status).toBe(200);
    const cut = { token: 'x', client_id: 'api:se', client_secret: secret.slice(3) };
    expect((await post(app, 'token/introspect', cut)).status).toBe(401);
  });
});

describe('token revocation', () => {
  it('is open to any holder of the token, and to a client that authenticates', async () => {
    const app = createTestApp({ env: SETTINGS });
    for (const headers of [{}, basic(encode('api'), encode(SECRET))]) {
      const { refresh_token: token } = await newcomer(app);
      expect((await post(app, 'token/revoke', { token }, headers)).status).toBe(200);
      const dead = await app.post(auth('token/refresh'), { refresh: token });
      expect(await refusal(dead)).toEqual([401, 'token_revoked']);
    }
  });

  it('rejects a client with wrong credentials, and revokes nothing', async () => {
    const app = createTestApp({ env: SETTINGS });
    const { refresh_token: token } = await newcomer(app);
    for (const [headers, form] of [
      [basic('api', 'x'), {}],
      [{}, { client_id: 'api', client_secret: 'x' }],
    ] as const) {
      const answer = await post(app, 'token/revoke', { token, ...form }, headers);
      expect(await oauthError(answer)).toEqual([401, 'invalid_client']);
    }
    expect((await app.post(auth('token/refresh'), { refresh: token })).status).toBe(200);
  });

  it('rejects a request without a token as invalid', async () => {
    const app = createTestApp();
    expect(await oauthError(await post(app, 'token/revoke', { token: '' }))).toEqual([
      400,
      'invalid_request',
    ]);
    expect(await oauthError(await post(app, 'token/revoke', 'token=a&token=b'))).toEqual([
      400,
      'invalid_request',
    ]);
  });
});

describe('a form-encoded refresh', () => {
  const refresh = (app: TestApp, form: Record<string, string>, headers = {}) =>
    post(app, 'token/refresh', { grant_type: 'refresh_token', ...form }, headers);

  it.each(['body', 'cookie'])(
    'responds as RFC 6749 says, with a session from %s too',
    async (delivery) => {
      const app = createTestApp();
      const email = await register(app);
      const login = await app.post(auth('login'), {
        email,
        password: PASSWORD,
        token_delivery: delivery,
      });
      const cookie = /refresh_token=([^;]+)/.exec(login.headers.getSetCookie().join());
      const { refresh_token: inBody } = await login.json<{ refresh_token?: string }>();
      const token = inBody ?? cookie?.[1] ?? '';
      const answer = await refresh(app, { refresh_token: token, client_id: 'any' });
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      const tokens = await answer.json<Record<string, string>>();
      expect(tokens).toMatchObject({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 900,
        refresh_token: expect.any(String),
      });
      const next = await refresh(app, { refresh_token: tokens.refresh_token ?? '' });
      expect(next.status).toBe(200);
    },
  );

  it('is rejected with OAuth error codes', async () => {
    const app = createTestApp();
    const { refresh_token: token, access_token: access } = await newcomer(app);
    const refused = async (form: Record<string, string>) =>
      oauthError(await post(app, 'token/refresh', form));
    const grant = { grant_type: 'refresh_token' };
    expect(await refused({ ...grant, refresh_token: 'x' })).toEqual([400, 'invalid_grant']);
    expect(await refused({ ...grant, refresh_token: access })).toEqual([400, 'invalid_grant']);
    expect(await refused(grant)).toEqual([400, 'invalid_request']);
    expect(await refused({ refresh_token: token })).toEqual([400, 'invalid_request']);
    expect(await refused({ grant_type: 'password', refresh_token: token })).toEqual([
      400,
      'unsupported_grant_type',
    ]);
    await app.post(auth('logout'), { refresh: token });
    expect(await refused({ ...grant, refresh_token: token })).toEqual([400, 'invalid_grant']);
  });

  it('sends Retry-After for a limit and for an unavailable store', async () => {
    const limited = createTestApp({
      env: { RATE_LIMITS: '{"refresh":{"limit":1,"window":3600}}' },
    });
    // Limits per address are shared by all apps: a sign-in here must not use up another test's.
    const { refresh_token: token } = await newcomer(createTestApp());
    const first = await refresh(limited, { refresh_token: token });
    const { refresh_token: next } = await first.json<{ refresh_token: string }>();
    const second = await refresh(limited, { refresh_token: next });
    expect(second.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect(await oauthError(second)).toEqual([429, 'temporarily_unavailable']);
    const away = () => Promise.reject(new Error('away'));
    const broken = createTestApp({
      env: { ACCOUNT_GUARD: { getByName: () => ({ rotate: away, open: away }) } },
    });
    const down = await refresh(broken, { refresh_token: next });
    expect(down.headers.get('Retry-After')).toBe('2');
    expect(await oauthError(down)).toEqual([503, 'temporarily_unavailable']);
  });

  it('ignores cookies, so no foreign page can make a browser refresh', async () => {
    const app = createTestApp();
    const { refresh_token: token } = await newcomer(app);
    for (const headers of [{}, { Origin: 'https://evil.example' }]) {
      const answer = await refresh(app, {}, { Cookie: `refresh_token=${token}`, ...headers });
      expect(await oauthError(answer)).toEqual([400, 'invalid_request']);
    }
    expect((await app.post(auth('token/refresh'), { refresh: token })).status).toBe(200);
  });

  it('is accepted only with its own fields', async () => {
    const app = createTestApp();
    expect(await refusal(await post(app, 'token/refresh', { refresh: 'x' }))).toEqual([
      415,
      'unsupported_media_type',
    ]);
    expect(await refusal(await post(app, 'logout', { refresh_token: 'x' }))).toEqual([
      415,
      'unsupported_media_type',
    ]);
  });
});
