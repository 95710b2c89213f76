import { expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const HTML = { Accept: 'text/html' };

it('each kind of body says what it is, and text in which characters', async () => {
  const app = createTestApp();
  const typeOf = async (path: string, headers = {}) =>
    (await app.fetch(path, { headers })).headers.get('Content-Type')?.toLowerCase();
  const page = await (await app.fetch('/sign-in', { headers: HTML })).text();
  const asset = (ending: string) =>
    new RegExp(String.raw`/assets/page\.[\w-]+\.${ending}`).exec(page)?.[0] ?? 'none';
  expect({
    page: await typeOf('/sign-in', HTML),
    error: await typeOf('/nowhere', HTML),
    style: await typeOf(asset('css')),
    script: await typeOf(asset('js')),
    problem: await typeOf('/nowhere'),
    answer: await typeOf('/api/v1/auth/health/live'),
    keys: await typeOf('/.well-known/jwks.json'),
    requests: await typeOf('/api/schema/latchkey.http'),
  }).toEqual({
    page: 'text/html; charset=utf-8',
    error: 'text/html; charset=utf-8',
    style: 'text/css; charset=utf-8',
    script: 'text/javascript; charset=utf-8',
    problem: 'application/problem+json',
    answer: 'application/json',
    keys: 'application/json',
    requests: 'text/plain; charset=utf-8',
  });
});
