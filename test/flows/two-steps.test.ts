import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { mailedCodeJob } from '../../src/second-step/factors/mailed-code.ts';
import { editUsers } from '../support/edit-users.ts';
import { deafGuards } from '../support/faults.ts';
import {
  type Answer,
  as,
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  register,
  type Tokens,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { switchSecondStepOn } from '../support/second-step.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const MINUTE = 60_000;
const NEW = 'another-Horse-8-battery';

type Begun = {
  otp_required?: true;
  mfa_token: string;
  methods?: string[];
  enrol?: string[];
  expires_in: number;
  access_token?: string;
};
const login = (app: TestApp, email: string, password = PASSWORD) =>
  app.auth.login.$post({ json: { email, password, token_delivery: 'body' } });
const finish = (app: TestApp, body: object) => app.auth.login['otp-verify'].$post({ json: body });
const codeOf = async (app: TestApp, email: string) => (await app.lastMail(email)).codes[0] ?? '';
const other = (code: string) => (code === '000000' ? '111111' : '000000');

const ENROL = ['password', 'totp', 'passkey'];

async function byCode(app: TestApp, email: string): Promise<Answer & { headers: Headers }> {
  app.advance(MINUTE);
  // Mails of earlier steps go first.
  await app.deliverJobs();
  await app.auth.otp.request.$post({ json: { email } });
  const otp = await codeOf(app, email);
  return app.auth.otp.verify.$post({ json: { email, otp, token_delivery: 'body' } });
}

/** Registers a user; returns the exchange token of the verification. */
async function exchangeTokenOf(app: TestApp, email: string): Promise<string> {
  await app.auth.register.$post({ json: { email, password: PASSWORD } });
  const token = tokenOf((await app.lastMail(email)).links[0]);
  const verified = await app.auth.email.verify.$post({ json: { token } });
  return ((await verified.json()) as { exchange_token: string }).exchange_token;
}

async function takePasswordAway(email: string): Promise<void> {
  await editUsers('password_hash = null where email = ?', email);
}

/** Every way to sign in, up to its first proof. */
const WAYS: [
  string,
  string,
  (app: TestApp, email: string) => Promise<Answer & { headers: Headers }>,
][] = [
  ['a password', 'email_otp', (app, email) => login(app, email)],
  ['a mailed code', 'password', byCode],
  [
    'an exchange token',
    'password',
    async (app, email) => {
      await editUsers('email_verified_at = null where email = ?', email);
      app.advance(MINUTE);
      await app.auth.email.resend.$post({ json: { email } });
      const token = tokenOf((await app.lastMail(email)).links[0]);
      const verified = await app.auth.email.verify.$post({ json: { token, password: PASSWORD } });
      const { exchange_token } = (await verified.json()) as { exchange_token: string };
      return app.auth['exchange-token'].$post({ json: { exchange_token, token_delivery: 'body' } });
    },
  ],
];

describe.each(WAYS)('%s', (_, second, begin) => {
  it.each([
    ['always', false],
    ['always', true],
    ['enrolled', true],
  ])('counts as one of two proofs: %s, switched on: %s', async (policy, on) => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: policy } });
    const email = await register(app);
    if (on) await switchSecondStepOn(email);
    const response = await begin(app, email);
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([]);
    const body = (await response.json()) as Begun;
    expect(body).toMatchObject({ otp_required: true, methods: [second], expires_in: 300 });
    expect(body).not.toHaveProperty('access_token');
    expect(body).not.toHaveProperty('enrol');
    const sessions = env.DB.prepare(
      'select count(*) as n from sessions join users on users.id = user_id where email = ?',
    ).bind(email);
    expect((await sessions.first<{ n: number }>())?.n).toBe(0);

    const proof =
      second === 'password' ? { password: PASSWORD } : { otp: await codeOf(app, email) };
    const done = await finish(app, { mfa_token: body.mfa_token, ...proof });
    expect(done.status).toBe(200);
    const tokens = (await done.json()) as Tokens;
    expect(decodeJwt(tokens.access_token).amr).toContain('mfa');
    expect(tokens.refresh_token).toBeDefined();
    // Once, whatever completed it.
    const again = await finish(app, { mfa_token: body.mfa_token, ...proof });
    expect(await refusal(again)).toEqual([401, 'otp_invalid']);
  });

  it.each([
    ['off', true],
    ['enrolled', false],
  ])('is enough: %s, switched on: %s', async (policy, on) => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: policy } });
    const email = await register(app);
    if (on) await switchSecondStepOn(email);
    const response = await begin(app, email);
    expect(response.status).toBe(200);
    const { access_token: token = '' } = (await response.json()) as Begun;
    expect(decodeJwt(token).amr).not.toContain('mfa');
  });

  it('is never followed by a proof of its own kind', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { mfa_token } = (await (await begin(app, email)).json()) as Begun;
    if (second === 'email_otp') {
      const again = await finish(app, { mfa_token, password: PASSWORD });
      expect(await refusal(again)).toEqual([401, 'otp_invalid']);
      return;
    }
    // A code of another sign-in, and one to sign in with: both arrive in the same mailbox.
    await login(app, email);
    const codes = [await codeOf(app, email)];
    app.advance(MINUTE);
    await app.auth.otp.request.$post({ json: { email } });
    codes.push(await codeOf(app, email));
    for (const otp of codes)
      expect(await refusal(await finish(app, { mfa_token, otp }))).toEqual([401, 'otp_invalid']);
  });

  it('grants nothing while it is pending, least of all to a disabled account', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { mfa_token: token } = (await (await begin(app, email)).json()) as Begun;
    const me = await app.auth.me.$get({}, { headers: bearer(token) });
    expect(await refusal(me)).toEqual([401, 'token_invalid']);
    await editUsers("status = 'disabled' where email = ?", email);
    const proof =
      second === 'password' ? { password: PASSWORD } : { otp: await codeOf(app, email) };
    const refused = await finish(app, { mfa_token: token, ...proof });
    expect(await refusal(refused)).toEqual([403, 'account_disabled']);
  });
});

describe('a password as the second step', () => {
  const waiting = async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { mfa_token } = (await (await byCode(app, email)).json()) as Begun;
    return { app, email, mfa_token };
  };

  it('is rejected when wrong, and the right one still works', async () => {
    const { app, mfa_token } = await waiting();
    const wrong = await finish(app, { mfa_token, password: WRONG });
    expect(await refusal(wrong)).toEqual([401, 'invalid_credentials']);
    expect((await finish(app, { mfa_token, password: PASSWORD })).status).toBe(200);
  });

  it('opens one session, however many requests send it at once', async () => {
    const { app, mfa_token } = await waiting();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => finish(app, { mfa_token, password: PASSWORD })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  });

  it('can be retried when a write fails, since the sign-in stays valid', async () => {
    const { app, mfa_token } = await waiting();
    const vars = { LOGIN_SECOND_FACTOR: 'always', ACCOUNT_GUARD: deafGuards('open') };
    const failing = createTestApp({ env: vars });
    failing.advance(MINUTE);
    const failed = await finish(failing, { mfa_token, password: PASSWORD });
    expect(await refusal(failed)).toEqual([503, 'storage_unavailable']);
    expect((await finish(app, { mfa_token, password: PASSWORD })).status).toBe(200);
  });

  it('is counted in the metrics, as is the request for it', async () => {
    const { app, mfa_token } = await waiting();
    await finish(app, { mfa_token, password: WRONG });
    await finish(app, { mfa_token, password: PASSWORD });
    const counted = app.points
      .map(({ blobs = [] }) => blobs.slice(0, 3).join(' '))
      .filter((point) => point.startsWith('sign_in'));
    expect(counted).toEqual([
      'sign_in second_factor_asked email_otp',
      'sign_in invalid_credentials second_factor',
      'sign_in ok second_factor',
    ]);
  });

  it('costs no attempt when right', async () => {
    const { app, email, mfa_token } = await waiting();
    for (let times = 0; times < 11; times++) await finish(app, { mfa_token, password: PASSWORD });
    const next = (await (await byCode(app, email)).json()) as Begun;
    const done = await finish(app, { mfa_token: next.mfa_token, password: PASSWORD });
    expect(done.status).toBe(200);
  });

  it('runs out of attempts when wrong, without locking others out', async () => {
    const { app, email, mfa_token } = await waiting();
    for (let times = 0; times < 10; times++) await finish(app, { mfa_token, password: WRONG });
    const locked = await finish(app, { mfa_token, password: PASSWORD });
    expect(await refusal(locked)).toEqual([403, 'account_locked']);
    expect((await login(app, email)).status).toBe(200);
  });

  it('has separate attempts on a known device', async () => {
    const { app, email, mfa_token } = await waiting();
    const signedIn = await finish(app, { mfa_token, password: PASSWORD, token_delivery: 'both' });
    const device = signedIn.headers.getSetCookie().find((one) => one.startsWith('__Host-device_'));
    const headers = { Cookie: device?.split(';')[0] ?? '' };
    const next = (await (await byCode(app, email)).json()) as Begun;
    const given = (password: string) => ({ mfa_token: next.mfa_token, password });
    for (let times = 0; times < 10; times++) await finish(app, given(WRONG));
    expect(await refusal(await finish(app, given(PASSWORD)))).toEqual([403, 'account_locked']);
    const owner = await app.auth.login['otp-verify'].$post({ json: given(PASSWORD) }, { headers });
    expect(owner.status).toBe(200);
  });

  it.each([
    ['with an address alone', (email: string) => ({ email, password: PASSWORD })],
    [
      'together with a code',
      (_: string, mfa_token: string) => ({ mfa_token, otp: '123456', password: PASSWORD }),
    ],
    ['without either', (_: string, mfa_token: string) => ({ mfa_token })],
  ])('rejects a body %s', async (_, bodyOf) => {
    const { app, email, mfa_token } = await waiting();
    expect(await refusal(await finish(app, bodyOf(email, mfa_token)))).toEqual([
      400,
      'validation_error',
    ]);
  });
});

describe('a user without a password where two steps are required', () => {
  const enrolling = async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    await takePasswordAway(email);
    const body = (await (await byCode(app, email)).json()) as Begun;
    return { app, email, body };
  };
  const choose = (app: TestApp, token: string, new_password = NEW) =>
    app.auth.password.reset.confirm.$post({ json: { token, new_password } });

  it('sets one during sign-in and is signed in', async () => {
    const { app, email, body } = await enrolling();
    expect(body).toMatchObject({ otp_required: true, methods: [], enrol: ENROL });
    const weak = await choose(app, body.mfa_token, 'password');
    expect(await refusal(weak)).toEqual([400, 'password_too_weak']);
    const done = await choose(app, body.mfa_token);
    expect(done.status).toBe(200);
    const { access_token } = (await done.json()) as unknown as Tokens;
    expect(decodeJwt(access_token).amr).toEqual(['otp', 'pwd', 'mfa']);
    const me = await app.auth.me.$get({}, as({ access_token }));
    expect(me.status).toBe(200);
    expect(await refusal(await choose(app, body.mfa_token))).toEqual([401, 'secret_invalid']);
    expect(await (await login(app, email, NEW)).json()).toMatchObject({ methods: ['email_otp'] });
    expect(await (await byCode(app, email)).json()).toMatchObject({ methods: ['password'] });
  });

  it('sets one only once, however many requests race', async () => {
    const { app, body } = await enrolling();
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, n) => choose(app, body.mfa_token, `${NEW}-${n}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
  });

  it('has to start again once all sessions are ended', async () => {
    const { app, email, body } = await enrolling();
    await editUsers('sign_in_epoch = sign_in_epoch + 1 where email = ?', email);
    expect(await refusal(await choose(app, body.mfa_token))).toEqual([401, 'secret_invalid']);
  });

  it('sets none while an administrator has locked the account', async () => {
    const { app, email, body } = await enrolling();
    await editUsers('locked_until = ? where email = ?', app.clock() + 60_000, email);
    expect(await refusal(await choose(app, body.mfa_token))).toEqual([403, 'account_locked']);
    const row = await env.DB.prepare('select password_hash from users where email = ?')
      .bind(email)
      .first();
    expect(row).toEqual({ password_hash: null });
    await editUsers('locked_until = null where email = ?', email);
    expect((await choose(app, body.mfa_token)).status).toBe(200);
  });

  it('is the only user who may set one: an existing password cannot be replaced', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    for (const begun of [await login(app, email), await byCode(app, email)]) {
      const { mfa_token } = (await begun.json()) as Begun;
      expect(await refusal(await choose(app, mfa_token))).toEqual([401, 'secret_invalid']);
    }
    expect(await refusal(await choose(app, 'not.a.token'))).toEqual([401, 'secret_invalid']);
  });

  it('signs in with both proofs after a reset, which signs nobody in', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    await app.auth.password.reset.$post({ json: { email } });
    const reset = await choose(app, tokenOf((await app.lastMail(email)).links[0]));
    expect(await reset.json()).not.toHaveProperty('access_token');
    expect(await (await login(app, email, NEW)).json()).toMatchObject({ methods: ['email_otp'] });
  });
});

describe('the second-step code of a sign-in', () => {
  const twoSignIns = async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const begin = async () => {
      const { mfa_token } = (await (await login(app, email)).json()) as Begun;
      return { mfa_token, otp: await codeOf(app, email) };
    };
    return { app, email, first: await begin(), second: await begin() };
  };

  it('is mailed for each sign-in, even within one second, and completes that one only', async () => {
    const { app, first, second } = await twoSignIns();
    expect(second.otp).not.toBe(first.otp);
    for (const [one, { mfa_token }] of [
      [first, second],
      [second, first],
    ] as const)
      expect(await refusal(await finish(app, { otp: one.otp, mfa_token }))).toEqual([
        401,
        'otp_invalid',
      ]);
    // Neither uses up the other, whichever comes first.
    expect((await finish(app, second)).status).toBe(200);
    expect((await finish(app, first)).status).toBe(200);
  });

  it('completes its own sign-in by address, and once under either name', async () => {
    const { app, email, first, second } = await twoSignIns();
    expect((await finish(app, { email, otp: first.otp })).status).toBe(200);
    expect(await refusal(await finish(app, first))).toEqual([401, 'otp_invalid']);
    const race = await Promise.all([
      finish(app, second),
      finish(app, { email, otp: second.otp }),
      finish(app, second),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it('is not blocked by wrong attempts at another one', async () => {
    const { app, first, second } = await twoSignIns();
    for (let tries = 0; tries < 5; tries++) await finish(app, { ...first, otp: other(first.otp) });
    expect((await finish(app, first)).status).toBe(401);
    expect((await finish(app, second)).status).toBe(200);
  });

  it('counts once when the queue delivers its job twice', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { mfa_token } = (await (await login(app, email)).json()) as Begun;
    app.queued.push(...app.queued);
    await app.deliverJobs();
    const codes = app.mails.slice(-2).flatMap((mail) => mail.codes);
    expect(new Set(codes).size).toBe(2);
    expect((await finish(app, { mfa_token, otp: codes[0] })).status).toBe(200);
    expect((await finish(app, { mfa_token, otp: codes[1] })).status).toBe(401);
    expect((await finish(app, { email, otp: codes[1] })).status).toBe(401);
  });

  it('is not mailed once the sign-in has expired or all sessions were ended', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const asked = () => app.queued.splice(0);
    await login(app, email);
    const late = asked();
    expect(late).toMatchObject([{ type: mailedCodeJob.type }]);
    app.advance(5 * MINUTE);
    await login(app, email);
    const overtaken = asked();
    await editUsers('sign_in_epoch = sign_in_epoch + 1 where email = ?', email);
    app.queued.push(...late, ...overtaken);
    const before = app.mails.length;
    await app.deliverJobs();
    expect(app.mails).toHaveLength(before);
  });

  it('is void once the account has another address', async () => {
    const app = createTestApp();
    const { email, access_token: token } = await newcomer(app);
    await switchSecondStepOn(email);
    const { mfa_token } = (await (await login(app, email)).json()) as Begun;
    const otp = await codeOf(app, email);
    const moved = freshEmail();
    const body = { new_email: moved, password: PASSWORD };
    await app.auth.email.change.$post({ json: body }, { headers: bearer(token) });
    const link = tokenOf((await app.lastMail(moved)).links[0]);
    expect((await app.auth.email.change.confirm.$post({ json: { token: link } })).status).toBe(200);
    expect(await refusal(await finish(app, { mfa_token, otp }))).toEqual([401, 'otp_invalid']);
    for (const address of [email, moved])
      expect((await finish(app, { email: address, otp })).status).toBe(401);
  });
});

describe('a new user where two steps are always required', () => {
  it('goes from the verification link to choosing a password and is signed in', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const exchange_token = await exchangeTokenOf(app, freshEmail());
    const answer = await app.auth['exchange-token'].$post({ json: { exchange_token } });
    const { mfa_token, methods } = (await answer.json()) as Begun;
    expect(methods).toEqual(['password']);
    const done = await finish(app, { mfa_token, password: PASSWORD });
    expect(done.status).toBe(200);
    expect(done.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toContain(
      '__Host-refresh_token',
    );
    const again = await app.auth['exchange-token'].$post({ json: { exchange_token } });
    expect(await refusal(again)).toEqual([401, 'secret_invalid']);
  });
});
