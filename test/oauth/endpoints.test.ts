import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { invalidClient, speaksOauth } from '../../src/http/oauth-error.ts';
import { askedByScript, endpointErrors, oauthEndpoints } from '../../src/oauth/endpoints.ts';
import { enterDeps } from './token-endpoint/world.ts';

const ENDPOINTS = ['token', 'par', 'userinfo', 'revoke', 'introspect'];

describe('an endpoint for clients', () => {
  it.each(ENDPOINTS)('is there: %s', async (name) => {
    const { deps } = enterDeps(invalidClient());
    const app = oauthEndpoints(() => ({ ...deps, introspectionClients: [] }) as never);
    for (const path of [`/${name}`, `/${name}/`])
      expect((await app.request(path, { method: 'POST' })).status).not.toBe(404);
    expect((await app.request(`/${name}/x`, { method: 'POST' })).status).toBe(404);
  });
});

describe('the errors of the endpoints', () => {
  function createApp(status: number, allowed?: string) {
    const app = new Hono();
    app.use(endpointErrors);
    app.all('*', (c) => {
      if (allowed !== undefined) c.header('Access-Control-Allow-Origin', allowed);
      return c.json({ oauth: speaksOauth(c), byScript: askedByScript(c) }, status as 200);
    });
    return async (path: string) => {
      const answer = await app.request(path);
      return [await answer.json(), answer.headers.get('Access-Control-Allow-Origin')];
    };
  }

  it.each([
    ...ENDPOINTS.map((name) => [`/oauth/${name}`, true, name !== 'introspect'] as const),
    ['/oauth/authorize', false, false] as const,
    ['/', false, false] as const,
  ])('are in the words of OAuth at %s: %s; by script: %s', async (path, oauth, byScript) => {
    expect(await createApp(200)(path)).toEqual([{ oauth, byScript }, null]);
  });

  it.each([
    ['/oauth/userinfo', 400, undefined, '*'],
    ['/oauth/userinfo', 503, undefined, '*'],
    ['/oauth/userinfo', 399, undefined, null],
    ['/oauth/userinfo', 401, 'https://app.test', 'https://app.test'],
    ['/oauth/token', 401, undefined, null],
  ])('can be read by a page: %s, %i, %s', async (path, status, allowed, expected) => {
    expect((await createApp(status, allowed)(path))[1]).toBe(expected);
  });
});
