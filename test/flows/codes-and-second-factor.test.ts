import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  as,
  freshEmail,
  type Login,
  mailedCode,
  mailedToken,
  PASSWORD,
  pendingIn,
  refusal,
  register,
  signIn,
  tokensIn,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const MINUTE = 60_000;

async function signInCode(app: TestApp, email: string): Promise<string> {
  await app.auth.otp.request.$post({ json: { email } });
  return mailedCode(app, email);
}
const useCode = (app: TestApp, email: string, otp: string, extra: object = {}) =>
  app.auth.otp.verify.$post({ json: { email, otp, token_delivery: 'body', ...extra } });

async function firstStep(app: TestApp, email: string, extra: Partial<Login> = {}) {
  const response = await app.auth.login.$post({ json: { email, password: PASSWORD, ...extra } });
  const body = await pendingIn(response);
  return { response, body };
}
const secondStep = (app: TestApp, body: object) =>
  app.auth.login['otp-verify'].$post({ json: body });

describe('a mailed sign-in code', () => {
  it('signs in without a password, once out of fifty parallel uses', async () => {
    const app = createTestApp();
    const email = await register(app);
    const otp = await signInCode(app, email);
    const answers = await Promise.all(Array.from({ length: 50 }, () => useCode(app, email, otp)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([
      200,
      ...Array<number>(49).fill(401),
    ]);
    const good = answers.find((answer) => answer.status === 200);
    const tokens = await tokensIn(good as Answer);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ amr: ['otp'] });
    expect((await app.auth.me.$get({}, as(tokens))).status).toBe(200);
  });

  it('is rejected after five of two hundred parallel tries, and so is the next', async () => {
    const app = createTestApp();
    const email = await register(app);
    const otp = await signInCode(app, email);
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        useCode(app, email, String(800_000 + index) === otp ? '799999' : String(800_000 + index)),
      ),
    );
    expect(await refusal(await useCode(app, email, otp))).toEqual([401, 'otp_invalid']);
    app.advance(MINUTE);
    expect(await refusal(await useCode(app, email, await signInCode(app, email)))).toEqual([
      401,
      'otp_invalid',
    ]);
    app.advance(5 * MINUTE);
    expect((await useCode(app, email, await signInCode(app, email))).status).toBe(200);
  });

  it('allows an account ten tries an hour across all purposes', async () => {
    const app = createTestApp();
    const email = await register(app);
    const wrong = { email, otp: '000001' };
    for (let times = 0; times < 5; times++) {
      await app.auth.otp.verify.$post({ json: wrong });
      await app.auth['password-reset'].$post({
        json: { ...wrong, password: 'another-Horse-8-battery' },
      });
    }
    app.advance(6 * MINUTE);
    expect((await useCode(app, email, await signInCode(app, email))).status).toBe(401);
    app.advance(56 * MINUTE);
    expect((await useCode(app, email, await signInCode(app, email))).status).toBe(200);
  });

  it('works only for its own purpose', async () => {
    const app = createTestApp();
    const email = await register(app);
    const otp = await signInCode(app, email);
    expect(
      (
        await app.auth['password-reset'].$post({
          json: { email, otp, password: 'another-Horse-8-battery' },
        })
      ).status,
    ).toBe(401);
    expect((await secondStep(app, { email, otp })).status).toBe(401);
    expect((await app.auth.email.verify.$post({ json: { email, otp } })).status).toBe(401);
    expect((await useCode(app, email, otp)).status).toBe(200);
  });

  it('is not mailed to an unverified address, which would let a squatter in', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    await app.deliverJobs();
    app.advance(MINUTE);
    await app.auth.otp.request.$post({ json: { email } });
    expect((await app.lastMail(email)).links[0]).toContain('/verify-email');
  });
});

describe('two-step sign-in', () => {
  it('requires a mailed code after each correct password, and no session before', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { response, body } = await firstStep(app, email, {
      token_delivery: 'body',
      device_name: 'Laptop',
      remember_me: true,
    });
    expect(response.status).toBe(200);
    expect(body).toMatchObject({ otp_required: true, methods: ['email_otp'], expires_in: 300 });
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(body).not.toHaveProperty('access_token');
    expect(await refusal(await app.auth.me.$get({}, as(body.mfa_token)))).toEqual([
      401,
      'token_invalid',
    ]);
    expect(
      await refusal(await app.auth.token.refresh.$post({ json: { refresh: body.mfa_token } })),
    ).toEqual([401, 'token_invalid']);

    const otp = await mailedCode(app, email);
    expect(
      (
        await secondStep(app, {
          otp: otp === '000000' ? '111111' : '000000',
          mfa_token: body.mfa_token,
        })
      ).status,
    ).toBe(401);
    const done = await secondStep(app, { otp, mfa_token: body.mfa_token });
    expect(done.status).toBe(200);
    const tokens = await tokensIn(done);
    expect(tokens).toMatchObject({ refresh_expires_in: 1_209_600 });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] });
    expect(await refusal(await secondStep(app, { otp, mfa_token: body.mfa_token }))).toEqual([
      401,
      'otp_invalid',
    ]);
  });

  it('accepts the address instead of the token, if a correct password sent the code', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    await firstStep(app, email);
    const otp = await mailedCode(app, email);
    expect((await secondStep(app, { otp, email: freshEmail() })).status).toBe(401);
    expect((await secondStep(app, { otp, email: email.toUpperCase() })).status).toBe(200);
  });

  it('is void after a password change', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { body } = await firstStep(app, email);
    const otp = await mailedCode(app, email);
    await app.auth.password.reset.$post({ json: { email } });
    const token = await mailedToken(app, email);
    await app.auth.password.reset.confirm.$post({
      json: { token, new_password: 'another-Horse-8-battery' },
    });
    expect(await refusal(await secondStep(app, { otp, mfa_token: body.mfa_token }))).toEqual([
      401,
      'otp_invalid',
    ]);
    expect(await refusal(await secondStep(app, { otp, email }))).toEqual([401, 'otp_invalid']);
  });

  it('is turned on and off by the user with their password, who is notified', async () => {
    const app = createTestApp();
    const email = await register(app);
    const { access_token: token } = await signIn(app, email);
    const put = (enabled: boolean, password: string) =>
      app.auth.mfa.email.$put({ json: { enabled, password } }, as(token));
    expect(await refusal(await put(true, 'wrong-Horse-7-battery'))).toEqual([
      401,
      'invalid_credentials',
    ]);
    const on = await put(true, PASSWORD);
    expect([on.status, (await on.json()).mfa_enabled]).toEqual([200, true]);
    expect((await app.lastMail(email)).subject).toContain('turned on');

    expect((await firstStep(app, email)).body.otp_required).toBe(true);
    await app.deliverJobs();
    await put(false, PASSWORD);
    expect((await firstStep(app, email)).body).toHaveProperty('access_token');
  });

  it('cannot be bypassed by another verification link', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const first = await mailedToken(app, email);
    app.advance(MINUTE);
    await app.auth.email.resend.$post({ json: { email } });
    const second = await mailedToken(app, email);
    expect((await app.auth.email.verify.$post({ json: { token: first } })).status).toBe(200);
    const { access_token: token } = await signIn(app, email);
    const enabled = await app.auth.mfa.email.$put(
      { json: { enabled: true, password: PASSWORD } },
      as(token),
    );
    expect(enabled.status).toBe(200);
    expect(await refusal(await app.auth.email.verify.$post({ json: { token: second } }))).toEqual([
      401,
      'secret_invalid',
    ]);
  });
});
