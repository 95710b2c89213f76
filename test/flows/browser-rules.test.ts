import { describe, expect, it } from 'vitest';
import { PASSWORD, refusal, register } from '../support/people.ts';
import { PROTECTED_ROUTES } from '../support/protected-routes.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const FRIEND = 'https://app.example.com';
const SETTINGS = {
  COOKIE_MODE: 'both',
  CORS_ALLOWED_ORIGINS: `${FRIEND}, https://other.example.com`,
};

/** A browser that has signed in: its cookies, and the CSRF token it read from one of them. */
async function browser(app: TestApp, email: string) {
  const login = await app.post(
    '/api/v1/auth/login',
    { email, password: PASSWORD },
    { Origin: 'https://auth.test' },
  );
  const jar = new Map(
    login.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0]?.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  return {
    cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    csrf: jar.get('csrftoken') ?? '',
    jar,
    tokens: await login.json<{ access_token: string; session_id: string }>(),
  };
}

/** Every route that a cookie can authenticate and that changes something. */
const UNSAFE = [
  ['POST', '/api/v1/auth/token/refresh'],
  ['POST', '/api/v1/auth/logout'],
  ...PROTECTED_ROUTES.filter(({ method }) => method !== 'GET').map(
    ({ method, path }) => [method, path] as const,
  ),
] as const;

describe.each(UNSAFE)('%s %s with cookies', (method, path) => {
  it('is refused to foreign pages and without this session’s token, with no effect', async () => {
    const app = createTestApp({ env: SETTINGS });
    const email = await register(app);
    const before = await browser(app, email);
    await app.fetch('/api/v1/auth/logout', { method: 'POST', headers: { Cookie: before.cookie } });
    const mine = await browser(app, email);
    const other = await browser(app, await register(app));
    const ATTACKS: Record<string, Record<string, string>> = {
      'a foreign origin': { Origin: 'https://evil.example.com', 'X-CSRF-Token': mine.csrf },
      'a null origin': { Origin: 'null', 'X-CSRF-Token': mine.csrf },
      'a cross-site request without an origin': {
        'Sec-Fetch-Site': 'cross-site',
        'X-CSRF-Token': mine.csrf,
      },
      'no token': { Origin: 'https://auth.test' },
      'another session’s token': {
        Origin: 'https://auth.test',
        'X-CSRF-Token': other.csrf,
        Cookie: mine.cookie.replace(mine.csrf, other.csrf),
      },
      'a token from before the last sign-out': {
        Origin: 'https://auth.test',
        'X-CSRF-Token': before.csrf,
        Cookie: mine.cookie.replace(mine.csrf, before.csrf),
      },
      'a token that the cookie does not hold': {
        Origin: 'https://auth.test',
        'X-CSRF-Token': `${mine.csrf}x`,
      },
      'a body of text': {
        Origin: 'https://auth.test',
        'X-CSRF-Token': mine.csrf,
        'Content-Type': 'text/plain',
      },
      'a form': {
        Origin: 'https://auth.test',
        'X-CSRF-Token': mine.csrf,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
    };
    for (const [attack, headers] of Object.entries(ATTACKS)) {
      const response = await app.fetch(path, {
        method,
        headers: { Cookie: mine.cookie, ...headers },
        ...(headers['Content-Type'] === undefined ? {} : { body: 'a=b' }),
      });
      expect([attack, ...(await refusal(response))]).toEqual([attack, 403, 'csrf_failed']);
    }
    const me = await app.fetch('/api/v1/auth/me', {
      headers: { Cookie: mine.cookie, Origin: 'https://evil.example.com' },
    });
    expect(me.status).toBe(200);
  });

  it('is allowed to our own pages and to friends with the token, and to clients that are no browser', async () => {
    const app = createTestApp({ env: SETTINGS });
    const email = await register(app);
    for (const headers of [
      { Origin: 'https://auth.test', 'X-CSRF-Token': 'mine' },
      { Origin: FRIEND, 'X-CSRFToken': 'mine' },
      { 'Sec-Fetch-Site': 'same-origin', 'X-CSRF-Token': 'mine' },
      {},
    ]) {
      const mine = await browser(app, email);
      const filled = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          value === 'mine' ? mine.csrf : value,
        ]),
      );
      const response = await app.fetch(path, {
        method,
        headers: { Cookie: mine.cookie, ...filled },
      });
      expect((await response.json<{ code?: string }>()).code).not.toBe('csrf_failed');
    }
  });

  it('is allowed with a bearer token whatever the origin', async () => {
    const app = createTestApp({ env: SETTINGS });
    const mine = await browser(app, await register(app));
    const response = await app.fetch(path, {
      method,
      headers: {
        Origin: 'https://evil.example.com',
        Authorization: `Bearer ${mine.tokens.access_token}`,
        Cookie: mine.cookie,
      },
    });
    expect((await response.json<{ code?: string }>()).code).not.toBe('csrf_failed');
  });
});

describe('cookies', () => {
  it('hold the access token only where that is wanted, and over https under a name that no subdomain can set', async () => {
    const both = createTestApp({ env: SETTINGS });
    const email = await register(both);
    const mine = await browser(both, email);
    expect([...mine.jar.keys()].sort()).toEqual(
      [
        '__Host-access_token',
        'csrftoken',
        `device_${[...mine.jar.keys()].find((name) => name.startsWith('device_'))?.slice(7)}`,
        'refresh_token',
      ].sort(),
    );
    expect((await both.fetch('/api/v1/auth/me', { headers: { Cookie: mine.cookie } })).status).toBe(
      200,
    );

    const refreshOnly = createTestApp();
    expect([...(await browser(refreshOnly, email)).jar.keys()]).not.toContain(
      '__Host-access_token',
    );
    expect(
      (await refreshOnly.fetch('/api/v1/auth/me', { headers: { Cookie: mine.cookie } })).status,
    ).toBe(401);
  });

  it('are taken back by a sign-out', async () => {
    const app = createTestApp({ env: SETTINGS });
    const mine = await browser(app, await register(app));
    const out = await app.fetch('/api/v1/auth/logout', {
      method: 'POST',
      headers: { Cookie: mine.cookie, Origin: 'https://auth.test', 'X-CSRF-Token': mine.csrf },
    });
    const cleared = out.headers
      .getSetCookie()
      .filter((cookie) => cookie.includes('Max-Age=0'))
      .map((cookie) => cookie.split('=')[0]);
    expect(cleared.sort()).toEqual(['__Host-access_token', 'csrftoken', 'refresh_token']);
  });

  it('are taken back as well when their session is long over', async () => {
    const app = createTestApp();
    const mine = await browser(app, await register(app));
    app.advance(8 * 86_400_000);
    const logout = (headers: Record<string, string>) =>
      app.fetch('/api/v1/auth/logout', { method: 'POST', headers });
    const out = await logout({
      Cookie: mine.cookie,
      Origin: 'https://auth.test',
      'X-CSRF-Token': mine.csrf,
    });
    expect(out.status).toBe(200);
    expect(
      out.headers.getSetCookie().find((cookie) => cookie.startsWith('refresh_token=;')),
    ).toContain('Max-Age=0');
    // Of an access token alone nobody knows whether its session is over.
    expect(
      await refusal(await logout({ Authorization: `Bearer ${mine.tokens.access_token}` })),
    ).toEqual([401, 'token_expired']);
  });

  it('bring a CSRF token on request', async () => {
    const app = createTestApp();
    const mine = await browser(app, await register(app));
    const held = await app.fetch('/api/v1/auth/csrf', { headers: { Cookie: mine.cookie } });
    expect([await held.json(), held.headers.getSetCookie()]).toEqual([
      { csrfToken: mine.csrf },
      [],
    ]);
    const answer = await app.fetch('/api/v1/auth/csrf', {
      headers: { Cookie: mine.cookie.replace(mine.csrf, 'stale') },
    });
    const { csrfToken } = await answer.json<{ csrfToken: string }>();
    expect(answer.headers.getSetCookie()[0]).toContain(`csrftoken=${csrfToken}`);
    const cookie = mine.cookie.replace(mine.csrf, csrfToken);
    const refreshed = await app.fetch('/api/v1/auth/token/refresh', {
      method: 'POST',
      headers: { Cookie: cookie, Origin: 'https://auth.test', 'X-CSRF-Token': csrfToken },
    });
    expect(refreshed.status).toBe(200);
  });
});

describe('CORS', () => {
  it('is for the listed origins alone, with credentials', async () => {
    const app = createTestApp({ env: SETTINGS });
    const preflight = (origin: string) =>
      app.fetch('/api/v1/auth/token/refresh', {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'x-csrf-token',
        },
      });
    const allowed = await preflight(FRIEND);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(FRIEND);
    expect(allowed.headers.get('Access-Control-Allow-Credentials')).toBe('true');
    expect(allowed.headers.get('Access-Control-Max-Age')).toBe('600');
    expect(allowed.headers.get('Vary')).toContain('Origin');
    for (const origin of [
      'https://evil.example.com',
      'https://app.example.com.evil.example',
      'null',
    ])
      expect((await preflight(origin)).headers.get('Access-Control-Allow-Origin')).toBeNull();
    const answer = await app.fetch('/api/v1/auth/health/live', { headers: { Origin: FRIEND } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(FRIEND);
    expect(answer.headers.get('Vary')).toContain('Origin');
  });
});
