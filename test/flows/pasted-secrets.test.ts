import { describe, expect, it } from 'vitest';
import { freshEmail, newcomer, PASSWORD, refusal, register, tokenOf } from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { switchSecondStepOn } from '../support/second-step.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const auth = (tail: string) => `/api/v1/auth/${tail}`;
const NEW = 'another-Horse-8-battery';

const arabic = (code: string) =>
  code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
const wide = (code: string) =>
  code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
const dashed = (code: string) => `\u200e${code.slice(0, 3)}-${code.slice(3)}.\u2069`;

const codeFor = async (app: TestApp, email: string) =>
  (await app.lastMail(email)).codes[0] ?? 'none';
const linkFor = async (app: TestApp, email: string) =>
  tokenOf((await app.lastMail(email)).links[0]);
const broken = (token: string) => ` "${token.slice(0, 12)}\r\n${token.slice(12)}".\n`;

describe.each([
  ['with a dash', dashed],
  ['in Arabic digits', arabic],
  ['in full-width digits', wide],
])('a code pasted %s', (_, paste) => {
  it('verifies an address', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const otp = paste(await codeFor(app, email));
    expect((await app.auth.email.verify.$post({ json: { email, otp } })).status).toBe(200);
  });

  it('signs in, and completes the second step', async () => {
    const app = createTestApp();
    const email = await register(app);
    await app.auth.otp.request.$post({ json: { email } });
    const otp = paste(await codeFor(app, email));
    expect((await app.auth.otp.verify.$post({ json: { email, otp } })).status).toBe(200);
    await switchSecondStepOn();
    app.advance(61_000);
    const login = await app.auth.login.$post({ json: { email, password: PASSWORD } });
    const { mfa_token: token } = (await login.json()) as { mfa_token: string };
    const second = paste(await codeFor(app, email));
    const finished = await app.auth.login['otp-verify'].$post({
      json: {
        otp: second,
        mfa_token: ` ${token.slice(0, 30)}\n${token.slice(30)}\u200b`,
      },
    });
    expect(finished.status).toBe(200);
  });

  it('resets a password', async () => {
    const app = createTestApp();
    const other = await register(app);
    await app.auth['forgot-password'].$post({ json: { email: other } });
    const otp = paste(await codeFor(app, other));
    const reset = await app.auth['password-reset'].$post({
      json: { email: other, otp, password: NEW },
    });
    expect(reset.status).toBe(200);
  });
});

describe('a token pasted with a line break, quotes and a full stop', () => {
  it('verifies an address and signs in', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const token = broken(await linkFor(app, email));
    const verified = await app.auth.email.verify.$post({ json: { token } });
    expect(verified.status).toBe(200);
    const { exchange_token: exchange } = (await verified.json()) as { exchange_token: string };
    const signedIn = await app.auth['exchange-token'].$post({
      json: { exchange_token: broken(exchange) },
    });
    expect(signedIn.status).toBe(200);
  });

  it('resets a password through the API, the page and the legacy path', async () => {
    const app = createTestApp();
    const email = await register(app);
    const ask = async () => {
      app.advance(61_000);
      await app.auth.password.reset.$post({ json: { email } });
      return linkFor(app, email);
    };
    const byApi = await app.auth.password.reset.confirm.$post({
      json: {
        token: broken(await ask()),
        new_password: NEW,
      },
    });
    expect(byApi.status).toBe(200);
    const byPage = await pressForm(app, '/reset-password', {
      token: broken(await ask()),
      password: `${NEW}2`,
      confirmation: `${NEW}2`,
    });
    expect(byPage.status).toBe(200);
    const byOlderPath = await app.post(`/api/auth/reset-password/MQ/${await ask()}%0A/`, {
      password: `${NEW}3`,
      password2: `${NEW}3`,
    });
    expect(byOlderPath.status).toBe(200);
  });

  it('is accepted by the pages that links open', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const token = broken(await linkFor(app, email));
    const page = await pressForm(app, '/verify-email', { token });
    expect(page.status).toBe(200);
  });

  it('can be refreshed, verified and revoked', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const verified = await app.auth.token.verify.$post({
      json: { token: broken(person.access_token) },
    });
    expect(verified.status).toBe(200);
    const refreshed = await app.auth.token.refresh.$post({
      json: {
        refresh: broken(person.refresh_token),
      },
    });
    expect(refreshed.status).toBe(200);
    const { refresh_token: next } = (await refreshed.json()) as { refresh_token: string };
    await app.auth.token.revoke.$post({ json: { token: broken(next) } });
    const dead = await app.auth.token.refresh.$post({ json: { refresh: next } });
    expect(await refusal(dead)).toEqual([401, 'token_revoked']);
  });
});

describe('an empty refresh token', () => {
  it.each([
    ['in an emptied cookie', undefined],
    ['in an empty field', { refresh: '' }],
    ['in a null field', { refresh_token: null }],
    ['in a blank field', { refresh: ' \n' }],
  ])('counts as missing: %s', async (_, body) => {
    const app = createTestApp();
    const answer = await app.fetch(auth('token/refresh'), {
      method: 'POST',
      headers: { Cookie: 'refresh_token=', 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
    expect(await refusal(answer)).toEqual([401, 'token_missing']);
  });

  it('in the body falls back to the cookie', async () => {
    const app = createTestApp();
    const { refresh_token: token } = await newcomer(app);
    const answer = await app.auth.token.refresh.$post(
      { json: { refresh: null as never, refresh_token: '' } },
      { headers: { Cookie: `__Host-refresh_token=${token}` } },
    );
    expect(answer.status).toBe(200);
  });
});
