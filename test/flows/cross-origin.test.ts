import { describe, expect, it } from 'vitest';
import { bearer, newcomer, refusal } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const APP = 'capacitor://localhost';
const PAGE = 'https://app.example.com';
const SETTINGS = { CORS_ALLOWED_ORIGINS: `${APP}, ${PAGE}` };
const LOGIN = '/api/v1/auth/login';

const options = (app: TestApp, path: string, headers: Record<string, string> = {}) =>
  app.fetch(path, { method: 'OPTIONS', headers });
const preflight = (app: TestApp, path: string, origin: string, asked = 'content-type') =>
  options(app, path, {
    Origin: origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': asked,
  });
const listOf = (response: Response, header: string) =>
  (response.headers.get(header) ?? '').split(',').map((entry) => entry.trim().toLowerCase());

describe('a preflight', () => {
  it.each([APP, PAGE])('from %s is allowed with any headers', async (origin) => {
    const app = createTestApp({ env: SETTINGS });
    const asked =
      'authorization,baggage,cache-control,content-type,sentry-trace,traceparent,x-requested-with';
    const answer = await preflight(app, LOGIN, origin, asked);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBe('true');
    expect(answer.headers.get('Access-Control-Max-Age')).toBe('600');
    expect(listOf(answer, 'Access-Control-Allow-Headers')).toEqual(asked.split(','));
    expect(listOf(answer, 'Access-Control-Allow-Methods')).toEqual(['post']);
    expect(listOf(answer, 'Vary')).toEqual(
      expect.arrayContaining(['origin', 'access-control-request-headers']),
    );
    expect(answer.headers.get('Allow')).toBe('POST, OPTIONS');
    expect(await answer.text()).toBe('');
  });

  it.each([
    'https://evil.example.com',
    'null',
    'capacitor://localhost.evil.example',
    'CAPACITOR://LOCALHOST',
    'https://app.example.com:8443',
    'http://app.example.com',
  ])('from %s is not allowed', async (origin) => {
    const app = createTestApp({ env: SETTINGS });
    const answer = await preflight(app, LOGIN, origin, 'authorization');
    expect(answer.status).toBe(204);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    );
    expect(answer.headers.get('Vary')).toContain('Origin');
  });

  it('lists the methods of its path', async () => {
    const app = createTestApp({ env: SETTINGS });
    for (const [path, methods] of [
      ['/api/v1/auth/profile', ['put', 'patch']],
      ['/api/v1/auth/me/', ['get', 'head']],
      ['/api/v1/admin/users/0190f5a4-7d2b-7c3e-9a41-5b6c7d8e9f01', ['get', 'head', 'delete']],
      ['/api/auth/login/', ['post']],
    ] as const)
      expect(listOf(await preflight(app, path, PAGE), 'Access-Control-Allow-Methods')).toEqual(
        methods,
      );
  });
});

describe('OPTIONS', () => {
  it('on a known path lists its methods', async () => {
    const app = createTestApp();
    const answer = await options(app, '/api/v1/auth/profile');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('Allow')).toBe('PUT, PATCH, OPTIONS');
    expect(answer.headers.get('X-Request-Id')).toBeTruthy();
    expect(answer.headers.get('Content-Type')).toBeNull();
    const page = await options(app, '/reset-password');
    expect([page.status, page.headers.get('Allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    const line = app.logs.findLast(({ event }) => event === 'request');
    expect(line?.fields).toMatchObject({ status: 204, code: undefined });
  });

  it.each(['/api/v1/auth/nothing', '/nowhere', '/api/v1/auth/sessions/x/y'])(
    'on an unknown path returns 404: %s',
    async (path) => {
      const app = createTestApp({ env: SETTINGS });
      expect(await refusal(await options(app, path))).toEqual([404, 'not_found']);
      expect(await refusal(await preflight(app, path, PAGE))).toEqual([404, 'not_found']);
    },
  );
});

describe('a response', () => {
  it('is shared with an allowed origin, with errors and exposed headers', async () => {
    const app = createTestApp({ env: SETTINGS });
    const { access_token: token } = await newcomer(app);
    for (const [path, status] of [
      ['/api/v1/auth/account/export', 200],
      ['/api/v1/auth/sessions', 200],
      ['/api/v1/auth/nothing', 404],
      ['/api/v1/auth/login', 405],
    ] as const) {
      const answer = await app.fetch(path, { headers: { ...bearer(token), Origin: APP } });
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(APP);
      expect(answer.headers.get('Access-Control-Allow-Credentials')).toBe('true');
      expect(listOf(answer, 'Vary')).toContain('origin');
      const exposed = listOf(answer, 'Access-Control-Expose-Headers');
      for (const name of ['content-disposition', 'ratelimit', 'ratelimit-policy', 'retry-after'])
        expect(exposed).toContain(name);
      for (const name of ['www-authenticate', 'x-request-id', 'x-response-time'])
        expect(exposed).toContain(name);
    }
  });

  it('is not shared with other origins', async () => {
    const app = createTestApp({ env: SETTINGS });
    for (const origin of ['https://evil.example.com', 'null', 'tauri://localhost']) {
      const answer = await app.fetch('/api/v1/auth/health/live', { headers: { Origin: origin } });
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access'))).toEqual([]);
      expect(listOf(answer, 'Vary')).toContain('origin');
    }
  });
});

describe('a listed app', () => {
  it('is trusted where a cookie authenticates, and another app is not', async () => {
    const app = createTestApp({ env: { ...SETTINGS, COOKIE_MODE: 'both' } });
    const person = await newcomer(app);
    const send = (origin: string) =>
      app.fetch('/api/v1/auth/logout', {
        method: 'POST',
        headers: { Cookie: `__Host-refresh_token=${person.refresh_token}`, Origin: origin },
      });
    const detailOf = async (response: Response) =>
      (await response.json<{ detail: string }>()).detail;
    expect(await detailOf(await send('tauri://localhost'))).toContain('origin');
    expect(await detailOf(await send(APP))).toContain('X-CSRF-Token');
  });
});
