import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import {
  as,
  bearer,
  mailedCode,
  newcomer,
  PASSWORD,
  refusal,
  register,
  signIn,
  tokenOf,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const auth = (tail: string) => `/api/v1/auth/${tail}`;
const UMLAUT = 'Ada@münchen.de';
const KEPT = 'Ada@xn--mnchen-3ya.de';
const SPELLINGS = [UMLAUT, KEPT, 'ada@MÜNCHEN.DE', 'ada@XN--MNCHEN-3YA.DE', ' ada@münchen。de '];

describe('an address with an international domain', () => {
  it('is stored in A-labels, and mail is sent there', async () => {
    const app = createTestApp();
    const registered = await app.auth.register.$post({
      json: { email: UMLAUT, password: PASSWORD },
    });
    expect([registered.status, await registered.json()]).toMatchObject([201, { email: KEPT }]);
    const mail = await app.lastMail(KEPT);
    expect(
      (await app.auth.email.verify.$post({ json: { token: tokenOf(mail.links[0]) } })).status,
    ).toBe(200);
    const { access_token: token } = await signIn(app, UMLAUT);
    expect(await (await app.auth.me.$get({}, as(token))).json()).toMatchObject({ email: KEPT });
  });

  it.each(SPELLINGS)('signs in and receives its mails in any spelling: %o', async (spelling) => {
    const app = createTestApp();
    await register(app, KEPT);
    await signIn(app, spelling);
    for (const path of ['otp/request', 'forgot-password', 'password/reset']) {
      app.advance(61_000);
      app.mails.splice(0);
      expect((await app.post(auth(path), { email: spelling })).status, path).toBe(200);
      await app.deliverJobs();
      expect(
        app.mails.map(({ to }) => to),
        path,
      ).toEqual([KEPT]);
    }
    app.advance(61_000);
    await app.auth.otp.request.$post({ json: { email: KEPT } });
    const otp = await mailedCode(app, KEPT);
    expect((await app.auth.otp.verify.$post({ json: { email: spelling, otp } })).status).toBe(200);
  });

  it('is verified by a resent code in any spelling', async () => {
    const app = createTestApp();
    await app.auth.register.$post({ json: { email: KEPT, password: PASSWORD } });
    await app.deliverJobs();
    app.advance(61_000);
    await app.auth.email.resend.$post({ json: { email: UMLAUT } });
    const otp = await mailedCode(app, KEPT);
    expect((await app.auth.email.verify.$post({ json: { email: UMLAUT, otp } })).status).toBe(200);
  });

  it('is one account in any spelling', async () => {
    const app = createTestApp();
    await register(app, KEPT);
    const again = await app.auth.register.$post({ json: { email: UMLAUT, password: PASSWORD } });
    expect(again.status).toBe(201);
    await app.deliverJobs();
    expect(await env.DB.prepare('select count(*) as count from users').first('count')).toBe(1);
  });

  it('is accepted as a new address of an account', async () => {
    const app = createTestApp();
    const { access_token: token } = await newcomer(app);
    const asked = await app.auth.email.change.$post(
      { json: { new_email: UMLAUT, password: PASSWORD } },
      as(token),
    );
    expect(asked.status).toBe(200);
    await app.deliverJobs();
    const link = app.mails.find(({ to }) => to === KEPT)?.links[0];
    expect(
      (await app.auth.email.change.confirm.$post({ json: { token: tokenOf(link) } })).status,
    ).toBe(200);
    await signIn(app, UMLAUT);
  });

  it('is found by administrators in any spelling', async () => {
    const app = createTestApp();
    await register(app, KEPT);
    const admin = await newcomer(app);
    await giveRoles(['admin'], { id: admin.user.id });
    for (const spelling of SPELLINGS) {
      const answer = await app.admin.users.$get({ query: { query: spelling } }, as(admin));
      const { users } = await answer.json();
      expect(
        users.map(({ email }) => email),
        spelling,
      ).toEqual([KEPT]);
    }
  });
});

/** Routes that take an address, with its field and their other required fields. */
const TAKES_ADDRESS: [path: string, field: string, rest: object][] = [
  ['register', 'email', { password: PASSWORD }],
  ['email/resend', 'email', {}],
  ['email/verify', 'email', { otp: '123456' }],
  ['otp/request', 'email', {}],
  ['otp/verify', 'email', { otp: '123456' }],
  ['login/otp-verify', 'email', { otp: '123456' }],
  ['password/reset', 'email', {}],
  ['forgot-password', 'email', {}],
  ['password-reset', 'email', { otp: '123456', password: PASSWORD }],
  ['email/change', 'new_email', { password: PASSWORD }],
];

describe.each(TAKES_ADDRESS)('the address of %s', (path, field, rest) => {
  const send = async (app: TestApp, email: string) => {
    const headers = path === 'email/change' ? bearer((await newcomer(app)).access_token) : {};
    return app.post(auth(path), { ...rest, [field]: email }, headers);
  };

  it.each([
    'o&m/sales=eu@example.com',
    'user@xn--e1aybc.xn--p1ai',
    'user@тест.рф',
    `${'a'.repeat(64)}@example.com`,
  ])('accepts %o', async (email) => {
    const app = createTestApp();
    expect((await send(app, email)).status).not.toBe(400);
  });

  it.each([
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    'ada@localhost',
    'äda@example.com',
    'ada@127.0.0.1',
  ])('rejects %o', async (email) => {
    const app = createTestApp();
    const response = await send(app, email);
    const { errors } = await response.clone().json<{ errors: { field: string }[] }>();
    expect(await refusal(response)).toEqual([400, 'validation_error']);
    expect(errors.map((error) => error.field)).toEqual([field]);
  });
});
