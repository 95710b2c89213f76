import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const LOGIN = '/api/v1/auth/login';
const HTML = { Accept: 'text/html' };
const PLAIN = 'http://auth.test';
const DEPLOYED = { EMAIL_PROVIDER: 'cloudflare', RATE_LIMITS: '', MAILBOX_SECRET: '' };

function post(app: ReturnType<typeof createTestApp>, base: string) {
  const body = JSON.stringify({ email: 'ada@example.com', password: 'wrong' });
  const headers = { 'Content-Type': 'application/json' };
  return app.fetch(LOGIN, { method: 'POST', body, headers, base });
}

describe.each(['staging', 'production'])('plain HTTP in %s', (ENVIRONMENT) => {
  const app = () => createTestApp({ env: { ...DEPLOYED, ENVIRONMENT } });

  it('is refused to programs, with a word of https', async () => {
    const answer = await post(app(), PLAIN);
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { code: 'forbidden', detail: expect.stringContaining('https') },
    ]);
  });

  it.each(['/api/v1/auth/me', '/oauth/userinfo', '/.well-known/jwks.json'])(
    'leads nobody on from an address of programs: %s',
    async (path) => {
      const answer = await app().fetch(path, { base: PLAIN, headers: HTML });
      expect([answer.status, answer.headers.get('Location')]).toEqual([403, null]);
    },
  );

  it('leads whoever opens a page to https, with the whole address', async () => {
    const path = '/verify-email?token=a%20b&x=http:';
    const answer = await app().fetch(path, { base: PLAIN, headers: HTML, redirect: 'manual' });
    expect([answer.status, answer.headers.get('Location')]).toEqual([
      307,
      `https://auth.test${path}`,
    ]);
  });

  it('takes no form, whose password has been sent already', async () => {
    const headers = { ...HTML, 'Content-Type': 'application/x-www-form-urlencoded' };
    const request = { method: 'POST', body: 'password=x', headers, base: PLAIN };
    const answer = await app().fetch('/sign-in', request);
    expect([answer.status, answer.headers.get('Set-Cookie')]).toEqual([403, null]);
  });

  it('works on this machine, where nobody listens', async () => {
    expect((await post(app(), 'http://localhost:8787')).status).toBe(401);
    expect((await post(app(), 'https://auth.test')).status).toBe(401);
  });
});

describe('plain HTTP in development', () => {
  it('works from another machine, as for a phone on the same network', async () => {
    expect((await post(createTestApp(), 'http://192.168.1.7:8787')).status).toBe(401);
  });
});
