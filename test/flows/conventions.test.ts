import { describe, expect, it } from 'vitest';
import { brokenDatabase, brokenKv } from '../support/faults.ts';
import { bearer, freshEmail, newcomer, PASSWORD, tokenOf } from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp } from '../support/test-app.ts';

const codeOf = async (response: Response) => [
  response.status,
  (await response.json<{ code: string }>()).code,
];
const json = { 'Content-Type': 'application/json' };

describe('every response', () => {
  it('carries a request id, timing and security headers', async () => {
    const app = createTestApp();
    for (const path of ['/api/v1/auth/health', '/nowhere', '/verify-email', '/api/docs']) {
      const { headers } = await app.fetch(path);
      for (const name of [
        'X-Request-Id',
        'Server-Timing',
        'X-Response-Time',
        'Content-Security-Policy',
        'Permissions-Policy',
      ]) {
        expect(headers.get(name), `${name} of ${path}`).toBeTruthy();
      }
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('X-Frame-Options')).toBe('DENY');
      // A form of a page must bear its origin.
      const referrer = path === '/verify-email' ? 'strict-origin' : 'no-referrer';
      expect(headers.get('Referrer-Policy')).toBe(referrer);
      expect(headers.get('Strict-Transport-Security')).toBeNull();
    }
  });

  it('has each fixed header once, whatever it contains', async () => {
    const app = createTestApp();
    const answers = [
      await app.fetch('/api/v1/auth/health/live'),
      await app.fetch('/nowhere'),
      await app.fetch('/api/v1/auth/login'),
      await app.fetch('/api/v1/auth/me', { method: 'OPTIONS' }),
      await app.fetch('/api/docs/viewers/swagger-ui.css'),
      await app.fetch('/verify-email'),
      await app.post('/api/v1/auth/login', { email: 'x'.repeat(70_000) }),
    ];
    const policies = answers.map(({ headers }) => headers.get('Cache-Control'));
    expect([...new Set(policies)]).toEqual(['no-store', 'public, max-age=0, must-revalidate']);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 405, 204, 200, 401, 413]);
    for (const { headers } of answers)
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringMatching(/^default-src 'none'; [^,]+$/),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'origin-agent-cluster': '?1',
        'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
        'referrer-policy': expect.stringMatching(/^(?:no-referrer|strict-origin)$/),
        vary: 'Origin',
        'x-content-type-options': 'nosniff',
        'x-dns-prefetch-control': 'off',
        'x-download-options': 'noopen',
        'x-frame-options': 'DENY',
        'x-permitted-cross-domain-policies': 'none',
        'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
        'x-xss-protection': '0',
      });
  });

  it('reports its duration in seconds', async () => {
    for (const path of ['/api/v1/auth/health', '/nowhere']) {
      const { headers } = await createTestApp().fetch(path);
      expect(headers.get('X-Response-Time')).toMatch(/^\d+\.\d{3}s$/);
      expect(headers.get('Server-Timing')).toMatch(/^total;dur=\d+(\.\d+)?$/);
    }
  });

  it('sends Strict-Transport-Security in production', async () => {
    const app = createTestApp({
      env: { ENVIRONMENT: 'production', EMAIL_PROVIDER: 'cloudflare', RATE_LIMITS: '' },
    });
    expect(
      (await app.fetch('/api/v1/auth/health/live')).headers.get('Strict-Transport-Security'),
    ).toContain('max-age=63072000');
  });

  it('keeps a valid request id and replaces any other', async () => {
    const app = createTestApp();
    expect(
      (await app.fetch('/nowhere', { headers: { 'X-Request-Id': 'trace-42' } })).headers.get(
        'X-Request-Id',
      ),
    ).toBe('trace-42');
    for (const bad of ['a b', 'x'.repeat(300), '<script>']) {
      expect(
        (await app.fetch('/nowhere', { headers: { 'X-Request-Id': bad } })).headers.get(
          'X-Request-Id',
        ),
      ).toMatch(/^[\da-f-]{36}$/);
    }
  });
});

describe('a 401', () => {
  const WRONG = { email: 'nobody@example.com', otp: '000000' };

  it.each([
    ['POST', '/api/v1/auth/login', { email: WRONG.email, password: PASSWORD }, 'Bearer'],
    ['POST', '/api/v1/auth/login/otp-verify', WRONG, 'Bearer'],
    ['POST', '/api/v1/auth/otp/verify', WRONG, 'Bearer'],
    ['POST', '/api/v1/auth/email/verify', { token: 'vfy_x' }, 'Bearer'],
    ['POST', '/api/v1/auth/exchange-token', { exchange_token: 'xch_x' }, 'Bearer'],
    ['POST', '/api/v1/auth/token/introspect', { token: 'x' }, 'Basic realm="clients"'],
    ['POST', '/api/v1/auth/token/verify', { token: 'x' }, 'Bearer error="invalid_token"'],
    ['POST', '/api/v1/auth/token/refresh', {}, 'Bearer'],
    ['GET', '/api/v1/auth/me', null, 'Bearer'],
  ])('of %s %s names the expected credentials', async (method, path, body, challenge) => {
    const response = await createTestApp().fetch(path, {
      method,
      headers: json,
      body: body === null ? null : JSON.stringify(body),
    });
    expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([401, challenge]);
  });

  it('of a page names them too', async () => {
    for (const path of ['/verify-email', '/reset-password', '/unlock-account']) {
      const fields = { token: 'x', password: PASSWORD, confirmation: PASSWORD };
      const response = await pressForm(createTestApp(), path, fields);
      expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer']);
    }
  });
});

describe('invalid input', () => {
  it('is rejected as problem+json with each invalid field', async () => {
    const app = createTestApp();
    const response = await app.post(
      '/api/v1/auth/register',
      { email: 'nobody', password: 5, terms_accepted: 'yes' },
      { 'X-Request-Id': 'r-1' },
    );
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    const problem = await response.json<{
      errors: { field: string; code: string; message: string }[];
    }>();
    expect(problem).toMatchObject({
      status: 400,
      code: 'validation_error',
      instance: '/api/v1/auth/register',
      request_id: 'r-1',
    });
    expect(problem.errors.map((error) => error.field).sort()).toEqual([
      'email',
      'password',
      'terms_accepted',
    ]);
  });

  it('names a missing field as `required`, and a non-object body as `body`', async () => {
    const app = createTestApp();
    const missing = await (await app.post('/api/v1/auth/login', { email: 'a@example.com' })).json<{
      errors: object[];
    }>();
    const message = 'This field is required.';
    expect(missing.errors).toEqual([{ field: 'password', code: 'required', message }]);
    const list = await (await app.post('/api/v1/auth/login', [])).json<{ errors: object[] }>();
    expect(list.errors).toEqual([expect.objectContaining({ field: 'body' })]);
  });

  it('with a hostile `length` is rejected without an internal error', async () => {
    const app = createTestApp();
    const odd = { length: { toString: null } };
    const asJson = await app.post('/api/v1/auth/password/reset', { email: odd });
    expect(await codeOf(asJson)).toEqual([400, 'validation_error']);
    expect(await codeOf(await app.post('/api/v1/auth/token/refresh', { refresh: odd }))).toEqual([
      400,
      'validation_error',
    ]);
    expect(await codeOf(await app.post('/api/v1/auth/token/revoke', { token: odd }))).toEqual([
      400,
      'validation_error',
    ]);
  });

  it('is distinguished: not JSON, wrong type, too large, wrong method, unknown path', async () => {
    const app = createTestApp();
    const path = '/api/v1/auth/login';
    expect(
      await codeOf(await app.fetch(path, { method: 'POST', headers: json, body: '{' })),
    ).toEqual([400, 'invalid_json']);
    expect(
      await codeOf(await app.fetch(path, { method: 'POST', headers: json, body: '' })),
    ).toEqual([400, 'invalid_json']);
    expect(
      await codeOf(
        await app.fetch(path, {
          method: 'POST',
          headers: { 'Content-Type': 'text/plain' },
          body: '{}',
        }),
      ),
    ).toEqual([415, 'unsupported_media_type']);
    expect(
      await codeOf(
        await app.fetch(path, { method: 'POST', body: new URLSearchParams({ a: 'b' }) }),
      ),
    ).toEqual([415, 'unsupported_media_type']);
    expect(await codeOf(await app.post(path, { email: 'x'.repeat(70_000) }))).toEqual([
      413,
      'body_too_large',
    ]);
    const wrong = await app.fetch(path);
    expect(wrong.headers.get('Allow')).toBe('POST');
    expect(await codeOf(wrong)).toEqual([405, 'method_not_allowed']);
    const nothing = await app.fetch('/api/v1/auth/nothing');
    expect((await nothing.clone().json<{ detail: string }>()).detail).toContain('/api/docs');
    expect(await codeOf(nothing)).toEqual([404, 'not_found']);
  });

  it('with unknown fields is accepted without them', async () => {
    const app = createTestApp();
    const response = await app.post('/api/v1/auth/register', {
      email: freshEmail(),
      password: PASSWORD,
      roles: ['admin'],
      email_verified: true,
      id: 'mine',
    });
    expect(response.status).toBe(201);
    const row = await app.env.DB.prepare('select roles, email_verified_at from users').first();
    expect(row).toEqual({ roles: '["user"]', email_verified_at: null });
  });

  it('that breaks the password policy is rejected with every broken rule', async () => {
    const app = createTestApp();
    const response = await app.post('/api/v1/auth/register', {
      email: freshEmail(),
      password: 'password',
    });
    const problem = await response.json<{
      code: string;
      errors: { field: string; code: string }[];
    }>();
    expect(problem.code).toBe('password_too_weak');
    expect(problem.errors.map((error) => error.code)).toEqual([
      'missing_uppercase',
      'missing_digit',
      'missing_symbol',
      'too_common',
    ]);
    const differ = await app.post('/api/v1/auth/register', {
      email: freshEmail(),
      password: PASSWORD,
      password_confirm: 'other',
    });
    expect(await codeOf(differ)).toEqual([400, 'validation_error']);
  });
});

describe('every route', () => {
  it('responds with and without a trailing slash', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    for (const path of ['/api/v1/auth/me', '/api/v1/auth/me/']) {
      expect((await app.fetch(path, { headers: bearer(person.access_token) })).status).toBe(200);
    }
    expect(
      (await app.post('/api/v1/auth/token/refresh/', { refresh: person.refresh_token })).status,
    ).toBe(200);
    expect((await app.fetch('/api/docs/')).status).toBe(200);
  });

  it('with an optional body accepts no body and no content type', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const cookie = { Cookie: `__Host-refresh_token=${person.refresh_token}` };
    expect(
      (await app.fetch('/api/v1/auth/token/refresh', { method: 'POST', headers: cookie })).status,
    ).toBe(200);
    expect(
      (
        await app.fetch('/api/v1/auth/token/refresh', {
          method: 'POST',
          headers: { ...cookie, ...json },
        })
      ).status,
    ).toBe(200);
    expect(await codeOf(await app.fetch('/api/v1/auth/token/refresh', { method: 'POST' }))).toEqual(
      [401, 'token_missing'],
    );
    expect(
      await codeOf(
        await app.fetch('/api/v1/auth/token/refresh', {
          method: 'POST',
          headers: { ...cookie, ...json },
          body: '{',
        }),
      ),
    ).toEqual([400, 'invalid_json']);
    expect(
      (await app.fetch('/api/v1/auth/logout', { method: 'POST', headers: cookie })).status,
    ).toBe(200);
  });
});

describe('an unknown error', () => {
  it('returns a constant body and logs the details', async () => {
    const app = createTestApp({
      env: { ASSETS: { fetch: () => Promise.reject(new Error('secret detail')) } },
    });
    const response = await app.fetch('/api/docs/viewers/swagger-ui.css');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain('internal_error');
    expect(text).not.toContain('secret detail');
  });
});

describe('faults', () => {
  it('of the queue return 503, and the registration can be repeated', async () => {
    const body = { email: freshEmail(), password: PASSWORD, username: 'retry' };
    const broken = createTestApp({
      env: { JOBS: { send: () => Promise.reject(new Error('queue is down')) } },
    });
    expect(await codeOf(await broken.post('/api/v1/auth/register', body))).toEqual([
      503,
      'storage_unavailable',
    ]);
    const app = createTestApp();
    expect((await app.post('/api/v1/auth/register', body)).status).toBe(201);
    expect((await app.lastMail(body.email)).links).toHaveLength(1);
  });

  it.each(['email/resend', 'password/reset', 'forgot-password', 'otp/request'])(
    'of the queue return 503 for a requested mail: %s',
    async (path) => {
      const broken = createTestApp({
        env: { JOBS: { send: () => Promise.reject(new Error('queue is down')) } },
      });
      const refused = await broken.post(`/api/v1/auth/${path}`, { email: freshEmail() });
      expect(refused.headers.get('Retry-After')).toBe('2');
      expect(await codeOf(refused)).toEqual([503, 'storage_unavailable']);
    },
  );

  it('of KV return 503 for codes and links, which stay valid', async () => {
    const app = createTestApp();
    const noKv = createTestApp({ env: { KV: brokenKv() } });
    const { email } = await newcomer(app);
    const password = 'another-Horse-8-battery';
    await app.post('/api/v1/auth/otp/request', { email });
    const otp = (await app.lastMail(email)).codes[0];
    app.advance(61_000);
    noKv.advance(61_000);
    await app.post('/api/v1/auth/password/reset', { email });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const uses = [
      ['otp/verify', { email, otp }],
      ['password/reset/confirm', { token, new_password: password }],
    ] as const;
    for (const [path, body] of uses) {
      expect(await codeOf(await noKv.post(`/api/v1/auth/${path}`, body)), path).toEqual([
        503,
        'storage_unavailable',
      ]);
      expect((await app.post(`/api/v1/auth/${path}`, body)).status, path).toBe(200);
    }
  });

  it('of D1 return 503 with Retry-After, and of KV stop neither sign-in nor refresh', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const noD1 = createTestApp({ env: { DB: brokenDatabase() } });
    const refused = await noD1.post('/api/v1/auth/register', {
      email: freshEmail(),
      password: PASSWORD,
    });
    expect(refused.headers.get('Retry-After')).toBe('2');
    expect(await codeOf(refused)).toEqual([503, 'storage_unavailable']);

    const noKv = createTestApp({ env: { KV: brokenKv() } });
    expect(
      (await noKv.post('/api/v1/auth/login', { email: person.email, password: PASSWORD })).status,
    ).toBe(200);
    expect(
      (await noKv.post('/api/v1/auth/token/refresh', { refresh: person.refresh_token })).status,
    ).toBe(200);
    expect(await codeOf(await noKv.post('/api/v1/auth/email/verify', { token: 'vfy_x' }))).toEqual([
      503,
      'storage_unavailable',
    ]);
  });

  it('of the guard return 503, and the client’s token stays valid', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const unreachable = () => Promise.reject(new Error('the object is unreachable'));
    const noGuard = createTestApp({
      env: { ACCOUNT_GUARD: { getByName: () => ({ rotate: unreachable, open: unreachable }) } },
    });
    expect(
      await codeOf(
        await noGuard.post('/api/v1/auth/token/refresh', { refresh: person.refresh_token }),
      ),
    ).toEqual([503, 'storage_unavailable']);
    expect(
      await codeOf(
        await noGuard.post('/api/v1/auth/login', { email: person.email, password: PASSWORD }),
      ),
    ).toEqual([503, 'storage_unavailable']);
    expect(
      (await app.post('/api/v1/auth/token/refresh', { refresh: person.refresh_token })).status,
    ).toBe(200);
  });
});

describe('health', () => {
  const down = () => Promise.reject(new Error('out of order'));
  it.each([
    ['database', { DB: brokenDatabase() }],
    ['cache', { KV: brokenKv() }],
    ['guard', { ACCOUNT_GUARD: { getByName: () => ({ ping: down }) } }],
    ['queue', { JOBS: { metrics: down } }],
  ])('reports that the %s is down, but not why', async (part, env) => {
    const response = await createTestApp({ env }).fetch('/api/v1/auth/health');
    const { timestamp, ...body } = await response.json<Record<string, string>>();
    expect(response.status).toBe(503);
    expect(body).toEqual({
      status: 'unhealthy',
      database: 'connected',
      cache: 'connected',
      guard: 'connected',
      queue: 'connected',
      [part]: 'unreachable',
    });
    expect(timestamp).toMatch(/^2200-/);
  });

  it('is healthy if every dependency responds, and liveness touches none of them', async () => {
    const well = await createTestApp().fetch('/api/v1/auth/health');
    expect([well.status, await well.json()]).toEqual([
      200,
      {
        status: 'healthy',
        database: 'connected',
        cache: 'connected',
        guard: 'connected',
        queue: 'connected',
        timestamp: expect.stringMatching(/^2200-/),
      },
    ]);
    const blind = createTestApp({
      env: { DB: brokenDatabase(), KV: brokenKv(), JOBS: {}, ACCOUNT_GUARD: {} },
    });
    expect((await blind.fetch('/api/v1/auth/health/live')).status).toBe(200);
  });
});
