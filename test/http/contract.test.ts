import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const AUTH = '/api/v1/auth';
afterEach(() => vi.restoreAllMocks());

describe('a JSON body', () => {
  it.each([
    ['token/verify', '{"token":"not a token"}', 401],
    ['token/refresh', '{"refresh":"not a token"}', 401],
    ['logout', '{"refresh":"not a token"}', 401],
  ])('to %s is decoded once', async (path, body, status) => {
    const app = createTestApp();
    const parse = vi.spyOn(JSON, 'parse');
    const answer = await app.fetch(`${AUTH}/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset="utf-8"; v=1;' },
      body: ` ${body} `,
    });
    const parsed = parse.mock.calls.filter(([text]) => String(text).trim() === body);
    expect([answer.status, parsed.length]).toEqual([status, 1]);
  });
});
