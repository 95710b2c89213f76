import { describe, expect, it } from 'vitest';
import { type Browser, createBrowser } from '../support/browser.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { bearer, refusal, register, signIn } from '../support/people.ts';
import { PROTECTED_ROUTES } from '../support/protected-routes.ts';
import { createTestApp } from '../support/test-app.ts';

const FRIEND = 'https://app.example.com';
const SETTINGS = {
  COOKIE_MODE: 'both',
  CORS_ALLOWED_ORIGINS: `${FRIEND}, https://other.example.com`,
};

const createApp = (vars: Record<string, unknown> = {}) =>
  createTestApp({ env: { ...SETTINGS, ...vars }, argon2: cheapArgon2 });

/** Origins of a request, and whether a cookie may authenticate it from there. */
const ORIGINS: Record<string, { headers: Record<string, string>; trusted: boolean }> = {
  'our own page': { headers: { Origin: 'https://auth.test' }, trusted: true },
  'a listed page': { headers: { Origin: FRIEND, 'Sec-Fetch-Site': 'cross-site' }, trusted: true },
  'our own page, without an Origin': {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    trusted: true,
  },
  'the address bar': { headers: { 'Sec-Fetch-Site': 'none' }, trusted: true },
  'a foreign page': { headers: { Origin: 'https://evil.example.com' }, trusted: false },
  'a foreign page that claims to be ours': {
    headers: { Origin: 'https://evil.example.com', 'Sec-Fetch-Site': 'same-origin' },
    trusted: false,
  },
  'a page with an opaque origin': { headers: { Origin: 'null' }, trusted: false },
  'our host over http': { headers: { Origin: 'http://auth.test' }, trusted: false },
  'another site, without an Origin': {
    headers: { 'Sec-Fetch-Site': 'cross-site' },
    trusted: false,
  },
  'a sibling domain, without an Origin': {
    headers: { 'Sec-Fetch-Site': 'same-site' },
    trusted: false,
  },
};

/** Invalid credentials sent along with the cookies. */
const COMPANIONS: Record<string, { headers?: Record<string, string>; body?: object }> = {
  nothing: {},
  'an invalid bearer token': { headers: bearer('x') },
  'a malformed bearer token': { headers: bearer('x y, Bearer z') },
  'no bearer token': { headers: { Authorization: 'Bearer ' } },
  'another scheme': { headers: { Authorization: `Basic ${btoa('ada:x')}` } },
  'an invalid refresh token': { body: { refresh: 'x' } },
  'an invalid refresh token in the other field': { body: { refresh_token: 'x' } },
  'an empty refresh token': { body: { refresh: '', refresh_token: null } },
};

type Kind = 'refresh' | 'logout' | 'protected';
/** Every state-changing route that a cookie can authenticate. */
const UNSAFE: { method: string; path: string; kind: Kind }[] = [
  { method: 'POST', path: 'token/refresh', kind: 'refresh' },
  { method: 'POST', path: 'logout', kind: 'logout' },
  ...PROTECTED_ROUTES.filter(({ method }) => method !== 'GET').map(({ method, path }) => ({
    method,
    path: path.replace('/api/v1/auth/', '').replace('/api/v1/', '../'),
    kind: 'protected' as const,
  })),
];

/** The expected outcome of a request with valid cookies and a companion. */
function verdictOf(
  kind: Kind,
  companion: string,
  { trusted, token }: { trusted: boolean; token: boolean },
): 'csrf_failed' | 'token_invalid' | 'done' {
  const { headers, body } = COMPANIONS[companion] ?? {};
  // A presented credential decides; only a sign-out uses the first valid one.
  if (kind === 'protected' && headers?.Authorization?.startsWith('Bearer x') === true)
    return 'token_invalid';
  if (kind === 'refresh' && Object.values(body ?? {}).includes('x')) return 'token_invalid';
  if (kind === 'refresh') return trusted ? 'done' : 'csrf_failed';
  return trusted && token ? 'done' : 'csrf_failed';
}

async function codeOf(response: Response): Promise<string> {
  const { code = 'done' } = await response.json<{ code?: string }>();
  return ['csrf_failed', 'token_invalid'].includes(code) ? code : 'done';
}

describe.each(UNSAFE)('$method $path with cookies', ({ method, path, kind }) => {
  it('is judged by the credential that authenticates, whatever else is sent', async () => {
    const app = createApp();
    const email = await register(app);
    const lasting = createBrowser(app);
    await lasting.signIn(email);
    for (const [companion, { headers = {}, body }] of Object.entries(COMPANIONS))
      for (const [origin, { headers: from, trusted }] of Object.entries(ORIGINS))
        for (const token of [true, false]) {
          const expected = verdictOf(kind, companion, { trusted, token });
          // Requests that must fail share one session, which must survive them.
          const erases = method === 'DELETE' && path === 'account';
          const ends = (kind === 'logout' || erases) && expected === 'done';
          const browser = ends ? createBrowser(app) : lasting;
          if (ends) await browser.signIn(erases ? await register(app) : email);
          const held = browser.jar.get('csrftoken') ?? '';
          const response = await app.fetch(`/api/v1/auth/${path}`, {
            method,
            headers: {
              Cookie: browser.cookies(),
              ...from,
              ...headers,
              ...(token ? { 'X-CSRF-Token': held } : {}),
              ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          });
          expect([companion, origin, token, await codeOf(response)]).toEqual([
            companion,
            origin,
            token,
            expected,
          ]);
        }
    const me = await app.fetch('/api/v1/auth/me', {
      headers: { Cookie: lasting.cookies(), Origin: 'https://evil.example.com' },
    });
    expect(me.status).toBe(200);
  });

  it('requires no CSRF token from clients other than browsers', async () => {
    const app = createApp();
    const browser = createBrowser(app);
    await browser.signIn(await register(app));
    const response = await app.fetch(`/api/v1/auth/${path}`, {
      method,
      headers: { Cookie: browser.cookies() },
    });
    expect(await codeOf(response)).toBe('done');
  });

  it('accepts a valid bearer token from any origin, except for a refresh', async () => {
    const app = createApp();
    const browser = createBrowser(app);
    const { access_token: token } = await browser.signIn(await register(app));
    const response = await app.fetch(`/api/v1/auth/${path}`, {
      method,
      headers: {
        Origin: 'https://evil.example.com',
        Cookie: browser.cookies(),
        ...bearer(token),
      },
    });
    expect(await codeOf(response)).toBe(kind === 'refresh' ? 'csrf_failed' : 'done');
  });
});

describe.each(UNSAFE.filter(({ kind }) => kind !== 'refresh'))(
  '$method $path with cookies',
  ({ method, path }) => {
    it('requires this session’s CSRF token and rejects forms', async () => {
      const app = createApp();
      const email = await register(app);
      const before = createBrowser(app);
      await before.signIn(email);
      const past = before.jar.get('csrftoken') ?? '';
      await app.fetch('/api/v1/auth/logout', {
        method: 'POST',
        headers: { Cookie: before.cookies() },
      });
      const mine = createBrowser(app);
      await mine.signIn(email);
      const own = mine.jar.get('csrftoken') ?? '';
      const other = createBrowser(app);
      await other.signIn(await register(app));
      const others = other.jar.get('csrftoken') ?? '';
      const holding = (token: string) => mine.cookies().replace(own, token);
      const ATTACKS: Record<string, Record<string, string>> = {
        'another session’s token': { 'X-CSRF-Token': others, Cookie: holding(others) },
        'a token from before the last sign-out': { 'X-CSRF-Token': past, Cookie: holding(past) },
        'a token that the cookie does not hold': { 'X-CSRF-Token': `${own}x` },
        'no token at all': { Cookie: holding('') },
        'a body of text': { 'X-CSRF-Token': own, 'Content-Type': 'text/plain' },
        'a form': {
          'X-CSRF-Token': own,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
      };
      for (const [attack, headers] of Object.entries(ATTACKS)) {
        const response = await app.fetch(`/api/v1/auth/${path}`, {
          method,
          headers: { Origin: 'https://auth.test', Cookie: mine.cookies(), ...headers },
          ...(headers['Content-Type'] === undefined ? {} : { body: 'a=b' }),
        });
        const [status, code] = await refusal(response);
        expect([attack, status, code]).toEqual(
          path === 'logout' && headers['Content-Type'] !== undefined
            ? [attack, 415, 'unsupported_media_type']
            : [attack, 403, 'csrf_failed'],
        );
      }
      expect((await mine.get('me')).status).toBe(200);
    });
  },
);

describe('signing out', () => {
  const signOut = (browser: Browser, headers: Record<string, string>, body?: unknown) =>
    browser.post('logout', body, headers);

  it('with an expired access token and valid cookies follows the rules for cookies', async () => {
    const app = createApp({ COOKIE_MODE: 'refresh' });
    const browser = createBrowser(app);
    const { access_token: token } = await browser.signIn(await register(app));
    app.advance(16 * 60_000);
    expect(await refusal(await signOut(browser, bearer(token)))).toEqual([403, 'csrf_failed']);
    const csrf = { 'X-CSRF-Token': browser.jar.get('csrftoken') ?? '' };
    expect((await signOut(browser, { ...bearer(token), ...csrf })).status).toBe(200);
    expect(browser.jar.has('__Host-refresh_token')).toBe(false);
  });

  it('of one session keeps the cookies of another session', async () => {
    const app = createApp();
    const browser = createBrowser(app);
    await browser.signIn(await register(app));
    const other = await signIn(app, await register(app));
    const before = browser.cookies();
    expect((await signOut(browser, bearer(other.access_token))).status).toBe(200);
    expect((await signOut(browser, {}, { refresh: other.refresh_token })).status).toBe(200);
    expect(browser.cookies()).toBe(before);
    expect((await browser.post('token/refresh')).status).toBe(200);
    expect(
      await refusal(await app.post('/api/v1/auth/token/refresh', { refresh: other.refresh_token })),
    ).toEqual([401, 'token_revoked']);
  });

  it('clears the cookies of an expired session', async () => {
    const app = createApp({ COOKIE_MODE: 'refresh' });
    const browser = createBrowser(app);
    const { access_token: token, csrf_token: csrf } = await browser.signIn(await register(app));
    app.advance(8 * 86_400_000);
    expect((await signOut(browser, { 'X-CSRF-Token': csrf })).status).toBe(200);
    expect(browser.jar.has('__Host-refresh_token')).toBe(false);
    // An expired access token does not show whether its session has ended.
    expect(await refusal(await signOut(createBrowser(app), bearer(token)))).toEqual([
      401,
      'token_expired',
    ]);
  });
});

describe('the access token', () => {
  it('is read from a cookie only where enabled', async () => {
    const both = createApp();
    const browser = createBrowser(both);
    const email = await register(both);
    await browser.signIn(email);
    expect((await browser.get('me')).status).toBe(200);

    const refreshOnly = createApp({ COOKIE_MODE: 'refresh' });
    const other = createBrowser(refreshOnly);
    await other.signIn(email);
    expect(other.jar.has('__Host-access_token')).toBe(false);
    const Cookie = browser.cookies();
    expect((await refreshOnly.fetch('/api/v1/auth/me', { headers: { Cookie } })).status).toBe(401);
  });
});

describe('a CSRF token', () => {
  it('comes with a sign-in and with each refresh', async () => {
    const app = createApp();
    const email = await register(app);
    const browser = createBrowser(app);
    await browser.get('csrf');
    const early = browser.jar.get('csrftoken') ?? '';
    const { csrf_token: told } = await browser.signIn(email);
    expect(browser.jar.get('csrftoken')).toBe(told);
    expect(told).not.toBe(early);
    // Common clients keep using the token that they requested at start.
    expect((await browser.post('token/refresh', {}, { 'X-CSRFToken': early })).status).toBe(200);
    browser.jar.delete('csrftoken');
    const { csrf_token: anew } = await (await browser.post('token/refresh')).json<{
      csrf_token: string;
    }>();
    expect(browser.jar.get('csrftoken')).toBe(anew);
    expect((await browser.post('logout', undefined, { 'X-CSRFToken': anew })).status).toBe(200);
  });

  it('stays the same across refreshes, so that tabs do not conflict', async () => {
    const app = createApp();
    const browser = createBrowser(app);
    const { csrf_token: first } = await browser.signIn(await register(app));
    for (let tab = 0; tab < 3; tab++) {
      const answer = await browser.post('token/refresh');
      expect((await answer.json<{ csrf_token: string }>()).csrf_token).toBe(first);
    }
  });

  it('can be requested', async () => {
    const app = createApp();
    const browser = createBrowser(app);
    const { csrf_token: held } = await browser.signIn(await register(app));
    const same = await browser.get('csrf');
    expect([await same.json(), same.headers.getSetCookie()]).toEqual([{ csrfToken: held }, []]);
    browser.jar.set('csrftoken', 'stale');
    const { csrfToken } = await (await browser.get('csrf')).json<{ csrfToken: string }>();
    expect(browser.jar.get('csrftoken')).toBe(csrfToken);
    const out = await browser.post('logout', undefined, { 'X-CSRF-Token': csrfToken });
    expect(out.status).toBe(200);
  });
});

describe('CORS', () => {
  it('allows only the listed origins, with credentials', async () => {
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
