import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { editUsers } from '../support/edit-users.ts';
import {
  as,
  bearer,
  mailedCode,
  newcomer,
  PASSWORD,
  refusal,
  type Tokens,
  tokensIn,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { setUpTotp, wrongCode } from '../support/totp.ts';

const MINUTE = 60_000;

const stepUp = (app: TestApp, token: string, json: object) =>
  app.auth['step-up'].$post({ json }, { headers: bearer(token) });
const options = async (app: TestApp, token: string) => {
  const answer = await app.auth['step-up'].options.$post({}, { headers: bearer(token) });
  return (await answer.json()) as { methods: string[] };
};
const refresh = (app: TestApp, refresh_token: string) =>
  app.auth.token.refresh.$post({ json: { refresh_token } });

async function newcomerWithoutPassword(app: TestApp): Promise<Tokens & { email: string }> {
  const { email } = await newcomer(app);
  await editUsers('password_hash = null where email = ?', email);
  app.advance(MINUTE);
  await app.auth.otp.request.$post({ json: { email } });
  const otp = await mailedCode(app, email);
  const signedIn = await app.auth.otp.verify.$post({
    json: { email, otp, token_delivery: 'body' },
  });
  return { ...(await tokensIn(signedIn)), email };
}

describe('a step-up', () => {
  it('goes on in the same session, with the time of the proof', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    app.advance(11 * MINUTE);
    expect(await options(app, ada.access_token)).toEqual({ methods: ['password'] });
    const renewed = await tokensIn(await stepUp(app, ada.access_token, { password: PASSWORD }));
    const [before, after] = [decodeJwt(ada.access_token), decodeJwt(renewed.access_token)];
    expect(after.sid).toBe(before.sid);
    expect(after.auth_time).toBe(Number(before.auth_time) + 660);
    expect(after).toMatchObject({ amr: ['pwd'], acr: 'aal1' });
    const refreshed = await tokensIn(await refresh(app, renewed.refresh_token));
    expect(decodeJwt(refreshed.access_token)).toMatchObject({ auth_time: after.auth_time });
  });

  it('replaces the refresh token, and spares who raced it', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    const renewed = await tokensIn(await stepUp(app, ada.access_token, { password: PASSWORD }));
    expect(decodeJwt(renewed.refresh_token).jti).not.toBe(decodeJwt(ada.refresh_token).jti);
    const raced = await tokensIn(await refresh(app, ada.refresh_token));
    expect(decodeJwt(raced.refresh_token).jti).toBe(decodeJwt(renewed.refresh_token).jti);
    app.advance(MINUTE);
    expect(await refusal(await refresh(app, ada.refresh_token))).toEqual([401, 'token_reused']);
  });

  it('does not make earlier tokens fresh', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    app.advance(11 * MINUTE);
    await stepUp(app, ada.access_token, { password: PASSWORD });
    const answer = await app.auth.account.export.$get({}, as(ada));
    expect(await refusal(answer)).toEqual([403, 'reauthentication_required']);
  });

  it('counts wrong passwords by session, and locks nobody else', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    for (const _ of Array(5).keys())
      expect(await refusal(await stepUp(app, ada.access_token, { password: WRONG }))).toEqual([
        401,
        'invalid_credentials',
      ]);
    expect(await refusal(await stepUp(app, ada.access_token, { password: PASSWORD }))).toEqual([
      403,
      'account_locked',
    ]);
    const json = { email: ada.email, password: PASSWORD };
    expect((await app.auth.login.$post({ json })).status).toBe(200);
  });

  it('is recorded in the history', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    await stepUp(app, ada.access_token, { password: PASSWORD });
    const query = { event_type: 'session.stepped_up' } as const;
    const answer = await app.client.api.v1.audit.logs.$get({ query }, as(ada));
    const { logs } = (await answer.json()) as { logs: { metadata: object }[] };
    expect(logs).toMatchObject([{ metadata: { amr: 'pwd' } }]);
  });

  it('takes one proof, and none weaker than the strongest', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    for (const json of [{}, { otp: '123456', password: PASSWORD }])
      expect(await refusal(await stepUp(app, ada.access_token, json))).toEqual([
        400,
        'validation_error',
      ]);
    expect(await refusal(await stepUp(app, ada.access_token, { otp: '123456' }))).toEqual([
      401,
      'otp_invalid',
    ]);
  });
});

describe('a step-up of a user with an authenticator app', () => {
  // A stolen session may live for weeks, and has as many tries at three codes in a million.
  it('has thirty tries a day in its session', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    const device = await setUpTotp(app, ada);
    let tokens: Tokens = ada;
    const tryFive = async () => {
      tokens = { ...tokens, ...(await tokensIn(await refresh(app, tokens.refresh_token))) };
      const wrong = wrongCode(...(await Promise.all([-1, 0, 1].map(device.code))));
      for (const _ of Array(5).keys())
        expect(await refusal(await stepUp(app, tokens.access_token, { otp: wrong }))).toEqual([
          401,
          'otp_invalid',
        ]);
    };
    for (const _ of Array(3).keys()) {
      await tryFive();
      app.advance(20 * MINUTE);
      await tryFive();
      app.advance(61 * MINUTE);
    }
    tokens = { ...tokens, ...(await tokensIn(await refresh(app, tokens.refresh_token))) };
    const right = { otp: await device.code() };
    expect((await stepUp(app, tokens.access_token, right)).status).toBe(401);
    app.advance(24 * 60 * MINUTE);
    tokens = { ...tokens, ...(await tokensIn(await refresh(app, tokens.refresh_token))) };
    const later = { otp: await device.code() };
    expect((await stepUp(app, tokens.access_token, later)).status).toBe(200);
  });
});

describe('a step-up of a user without a password', () => {
  it('takes the code that its options mail, once', async () => {
    const app = createTestApp();
    const ada = await newcomerWithoutPassword(app);
    app.advance(11 * MINUTE);
    expect(await options(app, ada.access_token)).toEqual({ methods: ['email_otp'] });
    const otp = await mailedCode(app, ada.email);
    const answers = await Promise.all([1, 2, 3].map(() => stepUp(app, ada.access_token, { otp })));
    const [good, ...others] = answers.toSorted((a, b) => a.status - b.status);
    expect([good?.status, ...others.map(({ status }) => status)]).toEqual([200, 401, 401]);
    if (good === undefined) return;
    const { access_token } = await tokensIn(good);
    expect(decodeJwt(access_token).amr).toEqual(['otp']);
    expect((await app.auth.account.$delete({ json: {} }, as(access_token))).status).toBe(200);
  });

  it('refuses the code of another session, and one of a former address', async () => {
    const app = createTestApp();
    const ada = await newcomerWithoutPassword(app);
    await options(app, ada.access_token);
    const otp = await mailedCode(app, ada.email);
    app.advance(MINUTE);
    await app.auth.otp.request.$post({ json: { email: ada.email } });
    const signIn = await app.auth.otp.verify.$post({
      json: { email: ada.email, otp: await mailedCode(app, ada.email), token_delivery: 'body' },
    });
    const other = await tokensIn(signIn);
    expect((await stepUp(app, other.access_token, { otp })).status).toBe(401);
    await env.DB.prepare("update users set email_normalized = 'x' || email_normalized where id = ?")
      .bind(ada.user.id)
      .run();
    expect((await stepUp(app, ada.access_token, { otp })).status).toBe(401);
  });

  it('mails one code a minute', async () => {
    const app = createTestApp();
    const ada = await newcomerWithoutPassword(app);
    await options(app, ada.access_token);
    const again = await app.auth['step-up'].options.$post({}, as(ada));
    expect(await refusal(again)).toEqual([429, 'rate_limited']);
    expect(again.headers.get('Retry-After')).toBe('60');
  });
});
