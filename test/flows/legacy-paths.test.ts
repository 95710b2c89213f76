import { describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD, refusal, register, signIn, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp, type TestAppOptions } from '../support/test-app.ts';

const FRONTEND = 'https://app.example.com';
const NEW = 'another-Horse-8-battery';
const CRON_SECRET = 'a-cron-secret-that-only-the-tests-know-0123';

/**
 * The HTTP client of a single-page frontend for Django with SimpleJWT in HttpOnly cookies: axios
 * with `withCredentials`, `xsrfCookieName: 'csrftoken'`, `xsrfHeaderName: 'X-CSRFToken'`, and one
 * retry after a refresh on 401. The browser stores the cookies and sends the page's origin.
 */
function cookieClient(app: TestApp) {
  const jar = new Map<string, string>();
  const keep = (cookie: string) => {
    const [pair = '', ...attributes] = cookie.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    if (attributes.includes('Max-Age=0')) jar.delete(name);
    else jar.set(name, value);
  };

  async function send(method: string, path: string, body?: object): Promise<Response> {
    const headers = new Headers({
      Accept: 'application/json',
      Origin: FRONTEND,
      'Sec-Fetch-Site': 'cross-site',
    });
    if (jar.size > 0) headers.set('Cookie', [...jar].map((pair) => pair.join('=')).join('; '));
    if (method !== 'GET') headers.set('X-CSRFToken', jar.get('csrftoken') ?? '');
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    const response = await app.fetch(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(FRONTEND);
    for (const cookie of response.headers.getSetCookie()) keep(cookie);
    return response;
  }

  async function request(method: string, path: string, body?: object): Promise<Response> {
    const response = await send(method, path, body);
    if (response.status !== 401 || path.includes('/login') || path.includes('/refresh'))
      return response;
    const refreshed = await send('POST', '/api/auth/token/refresh/', {});
    return refreshed.ok ? send(method, path, body) : response;
  }
  return {
    jar,
    get: (path: string) => request('GET', path),
    post: (path: string, body: object = {}) => request('POST', path, body),
  };
}

/** A client as djangorestframework-simplejwt documents it: tokens in bodies, bearer header. */
function bodyClient(app: TestApp) {
  const tokens = { access: '', refresh: '' };
  const authorization = () => ({ Authorization: `Bearer ${tokens.access}` });
  const take = async (response: Response) => {
    expect(response.headers.getSetCookie()).toEqual([]);
    if (response.ok) Object.assign(tokens, await response.clone().json<Partial<typeof tokens>>());
    return response;
  };
  return {
    tokens,
    obtain: async (credentials: object) => take(await app.post('/api/users/token/', credentials)),
    refresh: async () =>
      take(await app.post('/api/auth/token/refresh/', { refresh: tokens.refresh })),
    get: (path: string) => app.fetch(path, { headers: authorization() }),
    post: (path: string, body: object) => app.post(path, body, authorization()),
  };
}

const createApp = (options: TestAppOptions = {}) =>
  createTestApp({
    ...options,
    env: { COOKIE_MODE: 'both', CORS_ALLOWED_ORIGINS: FRONTEND, CRON_SECRET, ...options.env },
  });

describe('a Django frontend with cookies', () => {
  it('registers, verifies, signs in, reads its profile, refreshes, signs out', async () => {
    const app = createApp();
    const client = cookieClient(app);
    const email = freshEmail();
    const registered = await client.post('/api/users/register/', {
      email,
      username: 'ada',
      password: PASSWORD,
      first_name: 'Ada',
    });
    expect(registered.status).toBe(201);
    await app.deliverJobs();
    app.advance(61_000);
    expect((await client.post('/api/auth/resend-otp/', { email })).status).toBe(200);
    const otp = (await app.lastMail(email)).codes[0];
    expect((await client.post('/api/auth/verify-otp/', { email, otp })).status).toBe(200);

    expect((await client.post('/api/auth/login/', { email, password: PASSWORD })).status).toBe(200);
    expect([...client.jar.keys()]).toEqual(
      expect.arrayContaining(['__Host-refresh_token', '__Host-access_token', 'csrftoken']),
    );
    for (const path of ['/api/users/me/', '/api/users/profile/'])
      expect(await (await client.get(path)).json()).toMatchObject({
        email,
        username: 'ada',
        first_name: 'Ada',
      });

    const before = client.jar.get('__Host-refresh_token');
    app.advance(16 * 60_000);
    expect((await client.get('/api/users/me/')).status).toBe(200);
    expect(client.jar.get('__Host-refresh_token')).not.toBe(before);

    expect((await client.post('/api/auth/logout/')).status).toBe(200);
    expect(client.jar.has('__Host-refresh_token')).toBe(false);
    expect((await client.get('/api/users/me/')).status).toBe(401);
  });

  it('changes its password, and resets it by a link of the older shape', async () => {
    const app = createApp();
    const client = cookieClient(app);
    const email = await register(app);
    await client.post('/api/auth/login/', { email, password: PASSWORD });
    const changed = await client.post('/api/auth/change-password/', {
      old_password: PASSWORD,
      new_password: NEW,
      new_password_confirm: NEW,
    });
    expect(changed.status).toBe(200);

    expect((await client.post('/api/auth/send-reset-password-email/', { email })).status).toBe(200);
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const reset = `/api/auth/reset-password/MQ/${token}/`;
    const last = 'third-Horse-7-battery';
    expect(
      await refusal(
        await client.post(reset, { password: last, password2: 'typed-Wrong-7-battery' }),
      ),
    ).toEqual([400, 'validation_error']);
    expect((await client.post(reset, { password: last, password2: last })).status).toBe(200);
    expect(await refusal(await client.post(reset, { password: last }))).toEqual([
      401,
      'secret_invalid',
    ]);
    expect((await client.post('/api/auth/login/', { email, password: NEW })).status).toBe(401);
    expect((await client.post('/api/auth/login/', { email, password: last })).status).toBe(200);
  });

  it('is subject to the same rules: CSRF token, origin, tries', async () => {
    const app = createApp({ env: { RATE_LIMITS: '{"login":{"limit":2,"window":3600}}' } });
    // An address that no other test of this isolate has counted.
    const fetch = app.fetch;
    app.fetch = (path, init = {}) => fetch(path, { ...init, ip: '192.0.2.233' });
    const client = cookieClient(app);
    const email = await register(app);
    await client.post('/api/auth/login/', { email, password: PASSWORD });
    const cookies = { Cookie: [...client.jar].map((pair) => pair.join('=')).join('; ') };
    const attempt = (headers: Record<string, string>) =>
      app.post('/api/auth/logout/', {}, { ...cookies, ...headers });
    expect(await refusal(await attempt({ Origin: FRONTEND }))).toEqual([403, 'csrf_failed']);
    const token = { 'X-CSRFToken': client.jar.get('csrftoken') ?? '' };
    expect(await refusal(await attempt({ Origin: 'https://evil.example.com', ...token }))).toEqual([
      403,
      'csrf_failed',
    ]);
    expect((await client.get('/api/users/me/')).status).toBe(200);

    expect((await app.post('/api/v1/auth/login', { email, password: PASSWORD })).status).toBe(200);
    expect(
      await refusal(await client.post('/api/auth/login', { email, password: PASSWORD })),
    ).toEqual([429, 'rate_limited']);
    expect(
      await refusal(await app.post('/api/users/token', { email, password: PASSWORD })),
    ).toEqual([429, 'rate_limited']);
  });
});

describe('a client of djangorestframework-simplejwt', () => {
  it.each(['email', 'username'])(
    'obtains tokens by %s, refreshes and uses them, all in bodies',
    async (field) => {
      const app = createApp();
      const email = await register(app, freshEmail(), { username: 'grace' });
      const client = bodyClient(app);
      const name = field === 'email' ? email : 'grace';
      expect(
        (await client.obtain({ [field]: name, password: 'wrong-Horse-7-battery' })).status,
      ).toBe(401);
      expect(
        (await client.obtain({ [field]: name, password: PASSWORD, token_delivery: 'cookie' }))
          .status,
      ).toBe(200);
      const first = { ...client.tokens };
      expect(first).toEqual(
        expect.objectContaining({
          access: expect.stringMatching(/^ey/),
          refresh: expect.stringMatching(/^ey/),
        }),
      );
      expect(await (await client.get('/api/users/me/')).json()).toMatchObject({ email });

      app.advance(16 * 60_000);
      expect(await refusal(await client.get('/api/users/me/'))).toEqual([401, 'token_expired']);
      expect((await client.refresh()).status).toBe(200);
      expect(client.tokens.refresh).not.toBe(first.refresh);
      expect((await client.get('/api/users/profile/')).status).toBe(200);
      expect(
        (await client.post('/api/auth/logout/', { refresh: client.tokens.refresh })).status,
      ).toBe(200);
      expect((await client.refresh()).status).toBe(401);
    },
  );

  it('keeps its user agent and location although its body is rewritten', async () => {
    const app = createApp();
    const email = await register(app);
    const answer = await app.fetch('/api/users/token/', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'simplejwt' },
      body: JSON.stringify({ email, password: PASSWORD }),
      cf: { city: 'Vienna', country: 'AT' },
    });
    const { access } = await answer.json<{ access: string }>();
    const sessions = await app.fetch('/api/v1/auth/sessions', {
      headers: { Authorization: `Bearer ${access}` },
    });
    expect(await sessions.json()).toMatchObject({
      sessions: [{ user_agent: 'simplejwt', city: 'Vienna', country: 'AT' }],
    });
  });

  it('gets the same field errors for its body', async () => {
    const app = createApp();
    const path = '/api/users/token/';
    const send = async (body: string, type = 'application/json') =>
      refusal(await app.fetch(path, { method: 'POST', headers: { 'Content-Type': type }, body }));
    expect(await send('{')).toEqual([400, 'invalid_json']);
    expect(await send('')).toEqual([400, 'invalid_json']);
    for (const body of ['[]', 'null', '"text"', '{}'])
      expect(await send(body), body).toEqual([400, 'validation_error']);
    expect(await send('{}', 'text/plain')).toEqual([415, 'unsupported_media_type']);
    expect(await send(JSON.stringify({ email: 'x'.repeat(70_000) }))).toEqual([
      413,
      'body_too_large',
    ]);
  });
});

describe('the older flush path', () => {
  it('requires the secret', async () => {
    const app = createApp();
    const flush = (secret: string) =>
      app.fetch('/api/auth/cron/flush-tokens/', {
        method: 'POST',
        headers: { 'X-Cron-Secret': secret },
      });
    expect((await flush(CRON_SECRET)).status).toBe(200);
    expect(await refusal(await flush('wrong'))).toEqual([403, 'forbidden']);
  });
});

const POSTS = [
  '/api/auth/login',
  '/api/auth/logout',
  '/api/auth/token/refresh',
  '/api/auth/cron/flush-tokens',
  '/api/auth/change-password',
  '/api/auth/send-reset-password-email',
  '/api/auth/reset-password/MQ/token',
  '/api/auth/verify-otp',
  '/api/auth/resend-otp',
  '/api/users/register',
  '/api/users/token',
];
const GETS = ['/api/users/profile', '/api/users/me'];

describe.each([
  ...POSTS.map((path) => [path, 'POST', 'GET']),
  ...GETS.map((path) => [path, 'GET', 'POST']),
] as const)('%s', (path, method, wrong) => {
  it('accepts its method only, with and without a trailing slash', async () => {
    const app = createApp();
    for (const asked of [path, `${path}/`]) {
      expect((await app.fetch(asked, { method })).status).not.toBe(404);
      const refused = await app.fetch(asked, { method: wrong });
      expect(refused.status).toBe(405);
      expect(refused.headers.get('Allow')).toBe(method === 'GET' ? 'GET, HEAD' : 'POST');
      expect(await refused.json()).toMatchObject({ code: 'method_not_allowed', instance: asked });
    }
  });

  it('is not reached by tricks', async () => {
    const app = createApp();
    const tricks = [
      `/${path}`,
      path.replace('/api/', '/api//'),
      path.replace('/api/', '/API/'),
      path.replace(/\/([^/]+)$/, '%2F$1'),
      path.replace('/api/', '/api/v2/'),
      `${path}//`,
      `${path};x`,
      `${path}%00`,
      `${path}/extra`,
      `/x${path}`,
      path.toUpperCase(),
    ];
    for (const trick of tricks)
      expect((await app.fetch(trick, { method })).status, trick).toBe(404);
  });
});

describe('an unknown older path', () => {
  it('returns 404', async () => {
    const app = createApp();
    for (const path of [
      '/api/auth/sessions',
      '/api/auth/token/verify',
      '/api/auth/reset-password',
      '/api/auth/reset-password/MQ',
      '/api/auth/reset-password//token',
      '/api/auth/reset-password/MQ/token/more',
      '/api/users/constructor',
      '/api/users/__proto__',
      '/api/users',
    ])
      for (const method of ['GET', 'POST'])
        expect((await app.fetch(path, { method })).status, `${method} ${path}`).toBe(404);
  });

  it('is not documented', async () => {
    const document = await (await createApp().fetch('/api/schema')).json<{ paths: object }>();
    expect(
      Object.keys(document.paths).filter((path) => /^\/api\/(auth|users)\//.test(path)),
    ).toEqual([]);
  });
});

describe('a reset link of the older shape', () => {
  it('uses the token in its path, never a token in the body', async () => {
    const app = createApp();
    const [email, other] = [await register(app), await register(app)];
    await app.post('/api/v1/auth/password/reset', { email });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const body = { password: NEW, token, new_password: NEW };
    expect(await refusal(await app.post('/api/auth/reset-password/MQ/none/', body))).toEqual([
      401,
      'secret_invalid',
    ]);
    expect(
      (await app.post(`/api/auth/reset-password/${other}/${token}/`, { password: NEW })).status,
    ).toBe(200);
    await expect(signIn(app, email)).rejects.toThrow('401');
    await signIn(app, email, { password: NEW });
    await signIn(app, other);
  });

  it('reports a weak password and stays valid', async () => {
    const app = createApp();
    const email = await register(app);
    await app.post('/api/v1/auth/password/reset', { email });
    const path = `/api/auth/reset-password/MQ/${tokenOf((await app.lastMail(email)).links[0])}/`;
    expect(await refusal(await app.post(path, {}))).toEqual([400, 'validation_error']);
    expect(await refusal(await app.post(path, { password: 'short' }))).toEqual([
      400,
      'password_too_weak',
    ]);
    expect((await app.post(path, { password: NEW, password2: NEW })).status).toBe(200);
  });
});
