import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import {
  bearer,
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
const me = async (app: TestApp, token: string) =>
  (await app.fetch(auth('me'), { headers: bearer(token) })).json<{ email: string }>();

describe('an address of an international domain', () => {
  it('is kept in A-labels, and mail goes there', async () => {
    const app = createTestApp();
    const registered = await app.post(auth('register'), { email: UMLAUT, password: PASSWORD });
    expect([registered.status, await registered.json()]).toMatchObject([201, { email: KEPT }]);
    const mail = await app.lastMail(KEPT);
    expect((await app.post(auth('email/verify'), { token: tokenOf(mail.links[0]) })).status).toBe(
      200,
    );
    const { access_token: token } = await signIn(app, UMLAUT);
    expect((await me(app, token)).email).toBe(KEPT);
  });

  it.each(SPELLINGS)('signs in and gets its mails however it is spelled: %o', async (spelling) => {
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
    await app.post(auth('otp/request'), { email: KEPT });
    const otp = (await app.lastMail(KEPT)).codes[0];
    expect((await app.post(auth('otp/verify'), { email: spelling, otp })).status).toBe(200);
  });

  it('is verified by a code, and mailed again, however it is spelled', async () => {
    const app = createTestApp();
    await app.post(auth('register'), { email: KEPT, password: PASSWORD });
    await app.deliverJobs();
    app.advance(61_000);
    await app.post(auth('email/resend'), { email: UMLAUT });
    const otp = (await app.lastMail(KEPT)).codes[0];
    expect((await app.post(auth('email/verify'), { email: UMLAUT, otp })).status).toBe(200);
  });

  it('is one account, however it is spelled', async () => {
    const app = createTestApp();
    await register(app, KEPT);
    const again = await app.post(auth('register'), { email: UMLAUT, password: PASSWORD });
    expect(again.status).toBe(201);
    await app.deliverJobs();
    expect(await env.DB.prepare('select count(*) as count from users').first('count')).toBe(1);
  });

  it('is what an account can move to', async () => {
    const app = createTestApp();
    const { access_token: token } = await newcomer(app);
    const asked = await app.post(
      auth('email/change'),
      { new_email: UMLAUT, password: PASSWORD },
      bearer(token),
    );
    expect(asked.status).toBe(200);
    await app.deliverJobs();
    const link = app.mails.find(({ to }) => to === KEPT)?.links[0];
    expect((await app.post(auth('email/change/confirm'), { token: tokenOf(link) })).status).toBe(
      200,
    );
    await signIn(app, UMLAUT);
  });

  it('is found by administrators, however it is spelled', async () => {
    const app = createTestApp();
    await register(app, KEPT);
    const admin = await newcomer(app);
    await giveRoles(['admin'], { id: admin.user.id });
    for (const spelling of SPELLINGS) {
      const answer = await app.fetch(`/api/v1/admin/users?query=${encodeURIComponent(spelling)}`, {
        headers: bearer(admin.access_token),
      });
      const { users } = await answer.json<{ users: { email: string }[] }>();
      expect(
        users.map(({ email }) => email),
        spelling,
      ).toEqual([KEPT]);
    }
  });
});

/** Routes that take an address, with the field that holds it and what else they want. */
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
  ])('may be %o', async (email) => {
    const app = createTestApp();
    expect((await send(app, email)).status).not.toBe(400);
  });

  it.each([
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    'ada@localhost',
    'äda@example.com',
    'ada@127.0.0.1',
  ])('may not be %o', async (email) => {
    const app = createTestApp();
    const response = await send(app, email);
    const { errors } = await response.clone().json<{ errors: { field: string }[] }>();
    expect(await refusal(response)).toEqual([400, 'validation_error']);
    expect(errors.map((error) => error.field)).toEqual([field]);
  });
});
