import { describe, expect, it } from 'vitest';
import { codeAt, stepAt } from '../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../support/base32.ts';
import { askToSignIn, presentPasskey } from '../support/passkeys.ts';
import { bearer } from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import type { TestApp } from '../support/test-app.ts';
import { createAuthenticator } from '../support/virtual-authenticator.ts';
import { heldBy, personIn, WITH_FACTORS, waitingFor } from './fixtures.ts';
import { upgrade } from './upgrade-world.ts';

const HOUR = 3_600_000;
const holder = personIn(WITH_FACTORS, 'app');
const keeper = personIn(WITH_FACTORS, 'passkey');

const askSecond = async (app: TestApp) => {
  const { email, password } = holder;
  const answer = await app.post('/api/v1/auth/login', { email, password });
  return answer.json<{ mfa_token: string; methods: string[] }>();
};
const prove = (app: TestApp, proof: object) =>
  app.post('/api/v1/auth/login/otp-verify', { token_delivery: 'body', ...proof });
const codeNow = (app: TestApp) => codeAt(fromBase32(holder.app?.secret ?? ''), stepAt(app.clock()));

describe(`factors of version ${WITH_FACTORS.commit}`, () => {
  it('are still asked for, and the app still has the right code, once', async () => {
    const app = await upgrade(WITH_FACTORS);
    app.advance(90_000);
    const { mfa_token, methods } = await askSecond(app);
    expect(methods).toEqual(['totp', 'recovery_code']);
    const otp = await codeNow(app);
    expect((await prove(app, { mfa_token, otp })).status).toBe(200);
    const again = await askSecond(app);
    expect((await prove(app, { mfa_token: again.mfa_token, otp })).status).toBe(401);
  });

  it('finish a sign-in that waited for them', async () => {
    const app = await upgrade(WITH_FACTORS);
    app.advance(90_000);
    const mfa_token = waitingFor(holder, 'token');
    expect((await prove(app, { mfa_token, otp: await codeNow(app) })).status).toBe(200);
  });

  it('have recovery codes: each works once, and a used one stays so', async () => {
    const app = await upgrade(WITH_FACTORS);
    const { mfa_token } = await askSecond(app);
    const used = { mfa_token, recovery_code: waitingFor(holder, 'used') };
    expect((await prove(app, used)).status).toBe(401);
    const recovery_code = holder.app?.recoveryCodes[0] ?? '';
    expect((await prove(app, { mfa_token, recovery_code })).status).toBe(200);
    const again = await askSecond(app);
    const twice = { mfa_token: again.mfa_token, recovery_code };
    expect((await prove(app, twice)).status).toBe(401);
  });

  it('let a passkey sign in alone; its session counts as two steps', async () => {
    const app = await upgrade(WITH_FACTORS);
    if (keeper.passkey === undefined) throw new Error('no passkey was saved');
    const authenticator = await createAuthenticator({ saved: keeper.passkey });
    const { challenge_token, ...options } = await askToSignIn(app);
    const credential = await authenticator.get(options);
    const answer = await presentPasskey(app, credential, challenge_token);
    expect(answer.status).toBe(200);
    const stale = await createAuthenticator({ saved: { ...keeper.passkey, counter: 1 } });
    const asked = await askToSignIn(app);
    const copy = await presentPasskey(app, await stale.get(asked), asked.challenge_token);
    expect(copy.status).toBe(401);
  });

  it('are listed, and keep sessions that were begun with them strong', async () => {
    const app = await upgrade(WITH_FACTORS);
    const { access } = heldBy(holder, 'strong');
    const listed = await app.fetch('/api/v1/auth/mfa', { headers: bearer(access) });
    expect((await listed.json<{ factors: object[] }>()).factors).toHaveLength(1);
    // What matters wants a proof of both kinds of the last ten minutes: it has that.
    const renewed = await app.post('/api/v1/auth/mfa/recovery-codes', {}, bearer(access));
    expect(renewed.status).toBe(200);
    const answer = await app.post('/api/v1/auth/token/refresh', {
      refresh: heldBy(holder, 'strong').refresh,
    });
    expect(await answer.json()).toMatchObject({ access_token: expect.any(String) });
  });

  it('are taken back by the link that was mailed when they were added, after a day', async () => {
    const CRON_SECRET = 'a-secret-of-the-operator-for-the-cron';
    const app = await upgrade(WITH_FACTORS, { CRON_SECRET });
    const { email, password } = holder;
    const fields = { token: waitingFor(holder, 'undo'), password };
    expect((await pressForm(app, '/undo-factor-change', fields)).status).toBe(200);
    app.advance(25 * HOUR);
    const headers = { 'X-Cron-Secret': CRON_SECRET };
    await app.fetch('/api/v1/auth/cron/flush-tokens', { method: 'POST', headers });
    const answer = await app.post('/api/v1/auth/login', { email, password });
    expect(await answer.json()).toMatchObject({ access_token: expect.any(String) });
  });
});
