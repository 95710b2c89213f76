import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { countRows } from '../support/count-rows.ts';
import { bearer, freshEmail, PASSWORD, register, signIn } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

const HOUR = 3_600_000;

it('D1 writes few rows for what happens often', async () => {
  const email = await register(createTestApp());
  // The first sign-in of an account also writes D1 while it happens.
  const before = createTestApp();
  await signIn(before, email);
  await before.deliverLedger();
  const { DB, during } = countRows(env.DB);
  const app = createTestApp({ env: { DB } });
  const tokens = { access: '', refresh: '' };
  const refresh = async (after: number) => {
    app.advance(after);
    const answer = await app.post('/api/v1/auth/token/refresh', { refresh: tokens.refresh });
    const fresh = await answer.json<{ access_token: string; refresh_token: string }>();
    Object.assign(tokens, { access: fresh.access_token, refresh: fresh.refresh_token });
    await app.deliverLedger();
  };
  const written = {
    'sign-up': await during(() =>
      app.post('/api/v1/auth/register', { email: freshEmail(), password: PASSWORD }),
    ),
    'sign-in': await during(async () => {
      const answer = await signIn(app, email);
      tokens.access = answer.access_token;
      tokens.refresh = answer.refresh_token;
      await app.deliverLedger();
    }),
    refresh: await during(() => refresh(HOUR)),
    'refresh on another day': await during(() => refresh(24 * HOUR)),
    'sign-out': await during(async () => {
      await app.fetch('/api/v1/auth/logout', { method: 'POST', headers: bearer(tokens.access) });
      await app.deliverLedger();
    }),
  };
  expect(written).toEqual({
    'sign-up': 7,
    'sign-in': 6,
    refresh: 0,
    'refresh on another day': 1,
    'sign-out': 3,
  });
});
