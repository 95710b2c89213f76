import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const LOGIN = '/api/v1/auth/login';
const NOBODY = { email: 'nobody@example.com', password: 'not-anyone-1A' };
const detailOf = async (response: Response) => (await response.json<{ detail: string }>()).detail;

/** What a developer who makes a usual mistake reads. */
describe('a refusal says what to do', () => {
  it('where the limit is reached', async () => {
    const app = createTestApp({ env: { RATE_LIMITS: '{"login":{"limit":1,"window":60}}' } });
    await app.post(LOGIN, NOBODY);
    const refused = await app.post(LOGIN, NOBODY);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect(await detailOf(refused)).toContain('Retry-After');
  });

  it('where the body is empty', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const refused = await createTestApp().fetch(LOGIN, { method: 'POST', headers });
    expect(refused.status).toBe(400);
    expect(await detailOf(refused)).toContain('send a JSON object');
  });

  it('where the token endpoint gets JSON', async () => {
    const refused = await createTestApp().post('/oauth/token', {});
    expect(refused.status).toBe(415);
    expect(await refused.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Send a form, of the type application/x-www-form-urlencoded.',
    });
  });
});
