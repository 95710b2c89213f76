import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countedFigures } from '../support/count-figures.ts';
import { countRows } from '../support/count-rows.ts';
import {
  freshEmail,
  newcomerByMail,
  PASSWORD,
  registerByMail,
  signIn,
  WRONG,
} from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

describe('what D1 does not see', () => {
  it('is counted by outcome, for names of nobody too', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'off' } });
    const { email, refresh_token: refresh } = await newcomerByMail(app);
    await app.auth.login.$post({ json: { email, password: WRONG } });
    await app.auth.login.$post({ json: { email: freshEmail(), password: PASSWORD } });
    await app.auth.token.refresh.$post({ json: { refresh } });
    await app.auth.token.refresh.$post({ json: { refresh: 'nonsense' } });
    await app.auth.me.$get({});
    await app.handOverFigures();
    await app.handOverFigures();
    const counted = await countedFigures();
    const durations = Object.entries(counted).filter(([name]) => name.startsWith('login_ms:'));
    expect(durations.reduce((sum, [, n]) => sum + n, 0)).toBe(3);
    expect(counted).toMatchObject({
      'try:password:ok': 1,
      'try:password:invalid_credentials': 2,
      'refresh:rotated': 1,
      'refresh:invalid': 1,
      'mail:sent': 1,
    });
  });

  it('costs D1 one row, whatever was counted, and none while it is counted', async () => {
    const email = await registerByMail(createTestApp());
    const { DB, during } = countRows(env.DB);
    const app = createTestApp({ env: { DB } });
    const { refresh_token: refresh } = await signIn(app, email);
    await app.deliverLedger();
    const counted = await during(async () => {
      await app.auth.token.refresh.$post({ json: { refresh } });
      for (let times = 0; times < 4; times++)
        await app.auth.token.refresh.$post({ json: { refresh: 'nonsense' } });
    });
    expect(counted).toBe(0);
    expect(await during(app.handOverFigures)).toBe(1);
    expect(await during(app.handOverFigures)).toBe(0);
  });
});
