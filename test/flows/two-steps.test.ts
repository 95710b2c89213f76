import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { mailedCodeJob } from '../../src/second-step/factors/mailed-code.ts';
import { editUsers } from '../support/edit-users.ts';
import { guardsWithout } from '../support/faults.ts';
import {
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
const AUTH = '/api/v1/auth';

type Answer = {
  otp_required?: true;
  mfa_token: string;
  methods?: string[];
  enrol?: string[];
  expires_in: number;
  access_token?: string;
};
const login = (app: TestApp, email: string, password = PASSWORD) =>
  app.post(`${AUTH}/login`, { email, password, token_delivery: 'body' });
const finish = (app: TestApp, body: object) => app.post(`${AUTH}/login/otp-verify`, body);
const codeOf = async (app: TestApp, email: string) => (await app.lastMail(email)).codes[0] ?? '';
const other = (code: string) => (code === '000000' ? '111111' : '000000');

async function byCode(app: TestApp, email: string): Promise<Response> {
  app.advance(MINUTE);
  await app.post(`${AUTH}/otp/request`, { email });
  const otp = await codeOf(app, email);
  return app.post(`${AUTH}/otp/verify`, { email, otp, token_delivery: 'body' });
}

/** Registers somebody and answers the exchange token of the verification. */
async function exchangeTokenOf(app: TestApp, email: string): Promise<string> {
  await app.post(`${AUTH}/register`, { email, password: PASSWORD });
  const token = tokenOf((await app.lastMail(email)).links[0]);
  const verified = await app.post(`${AUTH}/email/verify`, { token });
  return (await verified.json<{ exchange_token: string }>()).exchange_token;
}

async function takePasswordAway(email: string): Promise<void> {
  await editUsers('password_hash = null where email = ?', email);
}

/** Every way in, as far as its first proof. */
const WAYS: [string, string, (app: TestApp, email: string) => Promise<Response>][] = [
  ['a password', 'email_otp', (app, email) => login(app, email)],
  ['a mailed code', 'password', byCode],
  [
    'an exchange token',
    'password',
    async (app, email) => {
      await editUsers('email_verified_at = null where email = ?', email);
      app.advance(MINUTE);
      await app.post(`${AUTH}/email/resend`, { email });
      const token = tokenOf((await app.lastMail(email)).links[0]);
      const verified = await app.post(`${AUTH}/email/verify`, { token, password: PASSWORD });
      const { exchange_token } = await verified.json<{ exchange_token: string }>();
      return app.post(`${AUTH}/exchange-token`, { exchange_token, token_delivery: 'body' });
    },
  ],
];

describe.each(WAYS)('%s', (_, second, begin) => {
  it.each([
    ['always', false],
    ['always', true],
    ['enrolled', true],
  ])('is one proof of two: %s, switched on: %s', async (policy, on) => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: policy } });
    const email = await register(app);
    if (on) await switchSecondStepOn(email);
    const response = await begin(app, email);
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([]);
    const body = await response.json<Answer>();
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
    const tokens = await done.json<Tokens>();
    expect(decodeJwt(tokens.access_token).amr).toContain('mfa');
    expect(tokens.refresh_token).toBeDefined();
    // Once: whatever finished it.
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
    const { access_token: token = '' } = await response.json<Answer>();
    expect(decodeJwt(token).amr).not.toContain('mfa');
  });

  it('is followed by no proof of its own kind', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { mfa_token } = await (await begin(app, email)).json<Answer>();
    if (second === 'email_otp') {
      const again = await finish(app, { mfa_token, password: PASSWORD });
      expect(await refusal(again)).toEqual([401, 'otp_invalid']);
      return;
    }
    // The code of another sign-in, and one to sign in with: both are read in the same mailbox.
    await login(app, email);
    const codes = [await codeOf(app, email)];
    app.advance(MINUTE);
    await app.post(`${AUTH}/otp/request`, { email });
    codes.push(await codeOf(app, email));
    for (const otp of codes)
      expect(await refusal(await finish(app, { mfa_token, otp }))).toEqual([401, 'otp_invalid']);
  });

  it('opens nothing while it waits, to a disabled account least of all', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { mfa_token: token } = await (await begin(app, email)).json<Answer>();
    const me = await app.fetch(`${AUTH}/me`, { headers: bearer(token) });
    expect(await refusal(me)).toEqual([401, 'token_invalid']);
    await editUsers("status = 'disabled' where email = ?", email);
    const proof =
      second === 'password' ? { password: PASSWORD } : { otp: await codeOf(app, email) };
    const refused = await finish(app, { mfa_token: token, ...proof });
    expect(await refusal(refused)).toEqual([403, 'account_disabled']);
  });
});

describe('a password as second step', () => {
  const waiting = async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { mfa_token } = await (await byCode(app, email)).json<Answer>();
    return { app, email, mfa_token };
  };

  it('is refused when it is wrong, and the right one works then', async () => {
    const { app, mfa_token } = await waiting();
    const wrong = await finish(app, { mfa_token, password: WRONG });
    expect(await refusal(wrong)).toEqual([401, 'invalid_credentials']);
    expect((await finish(app, { mfa_token, password: PASSWORD })).status).toBe(200);
  });

  it('makes one session, however often it is given at once', async () => {
    const { app, mfa_token } = await waiting();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => finish(app, { mfa_token, password: PASSWORD })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  });

  it('is asked for again when a write failed, and the sign-in is not used up', async () => {
    const { app, mfa_token } = await waiting();
    const vars = { LOGIN_SECOND_FACTOR: 'always', ACCOUNT_GUARD: guardsWithout('open') };
    const failing = createTestApp({ env: vars });
    failing.advance(MINUTE);
    const failed = await finish(failing, { mfa_token, password: PASSWORD });
    expect(await refusal(failed)).toEqual([503, 'storage_unavailable']);
    expect((await finish(app, { mfa_token, password: PASSWORD })).status).toBe(200);
  });

  it('is counted, as is the question for it', async () => {
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

  it('costs nothing when it is right', async () => {
    const { app, email, mfa_token } = await waiting();
    for (let times = 0; times < 11; times++) await finish(app, { mfa_token, password: PASSWORD });
    const next = await (await byCode(app, email)).json<Answer>();
    const done = await finish(app, { mfa_token: next.mfa_token, password: PASSWORD });
    expect(done.status).toBe(200);
  });

  it('runs out of tries when it is wrong, and shuts nobody else out', async () => {
    const { app, email, mfa_token } = await waiting();
    for (let times = 0; times < 10; times++) await finish(app, { mfa_token, password: WRONG });
    const locked = await finish(app, { mfa_token, password: PASSWORD });
    expect(await refusal(locked)).toEqual([403, 'account_locked']);
    expect((await login(app, email)).status).toBe(200);
  });

  it('has tries of its own on a known device', async () => {
    const { app, email, mfa_token } = await waiting();
    const signedIn = await finish(app, { mfa_token, password: PASSWORD, token_delivery: 'both' });
    const device = signedIn.headers.getSetCookie().find((one) => one.startsWith('__Host-device_'));
    const headers = { Cookie: device?.split(';')[0] ?? '' };
    const next = await (await byCode(app, email)).json<Answer>();
    const given = (password: string) => ({ mfa_token: next.mfa_token, password });
    for (let times = 0; times < 10; times++) await finish(app, given(WRONG));
    expect(await refusal(await finish(app, given(PASSWORD)))).toEqual([403, 'account_locked']);
    const owner = await app.post(`${AUTH}/login/otp-verify`, given(PASSWORD), headers);
    expect(owner.status).toBe(200);
  });

  it.each([
    ['with an address alone', (email: string) => ({ email, password: PASSWORD })],
    [
      'together with a code',
      (_: string, mfa_token: string) => ({ mfa_token, otp: '123456', password: PASSWORD }),
    ],
    ['without either', (_: string, mfa_token: string) => ({ mfa_token })],
  ])('is no body %s', async (_, bodyOf) => {
    const { app, email, mfa_token } = await waiting();
    expect(await refusal(await finish(app, bodyOf(email, mfa_token)))).toEqual([
      400,
      'validation_error',
    ]);
  });
});

describe('whoever has no password where two steps are due', () => {
  const enrolling = async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    await takePasswordAway(email);
    const body = await (await byCode(app, email)).json<Answer>();
    return { app, email, body };
  };
  const choose = (app: TestApp, token: string, new_password = NEW) =>
    app.post(`${AUTH}/password/reset/confirm`, { token, new_password });

  it('sets one on the way in and is signed in', async () => {
    const { app, email, body } = await enrolling();
    expect(body).toMatchObject({ otp_required: true, methods: [], enrol: ['password'] });
    const weak = await choose(app, body.mfa_token, 'password');
    expect(await refusal(weak)).toEqual([400, 'password_too_weak']);
    const done = await choose(app, body.mfa_token);
    expect(done.status).toBe(200);
    const { access_token } = await done.json<Tokens>();
    expect(decodeJwt(access_token).amr).toEqual(['otp', 'pwd', 'mfa']);
    const me = await app.fetch(`${AUTH}/me`, { headers: bearer(access_token) });
    expect(me.status).toBe(200);
    expect(await refusal(await choose(app, body.mfa_token))).toEqual([401, 'secret_invalid']);
    expect(await (await login(app, email, NEW)).json()).toMatchObject({ methods: ['email_otp'] });
    expect(await (await byCode(app, email)).json()).toMatchObject({ methods: ['password'] });
  });

  it('sets one, however often it is tried at once', async () => {
    const { app, body } = await enrolling();
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, n) => choose(app, body.mfa_token, `${NEW}-${n}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
  });

  it('starts again once all sessions were ended', async () => {
    const { app, email, body } = await enrolling();
    await editUsers('sign_in_epoch = sign_in_epoch + 1 where email = ?', email);
    expect(await refusal(await choose(app, body.mfa_token))).toEqual([401, 'secret_invalid']);
  });

  it('and nobody else: with a password there is none to set, after either proof', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    for (const begun of [await login(app, email), await byCode(app, email)]) {
      const { mfa_token } = await begun.json<Answer>();
      expect(await refusal(await choose(app, mfa_token))).toEqual([401, 'secret_invalid']);
    }
    expect(await refusal(await choose(app, 'not.a.token'))).toEqual([401, 'secret_invalid']);
  });

  it('is let in by both after a reset, which signs nobody in', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    await app.post(`${AUTH}/password/reset`, { email });
    const reset = await choose(app, tokenOf((await app.lastMail(email)).links[0]));
    expect(await reset.json()).not.toHaveProperty('access_token');
    expect(await (await login(app, email, NEW)).json()).toMatchObject({ methods: ['email_otp'] });
  });
});

describe('the code of a sign-in', () => {
  const twoSignIns = async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const begin = async () => {
      const { mfa_token } = await (await login(app, email)).json<Answer>();
      return { mfa_token, otp: await codeOf(app, email) };
    };
    return { app, email, first: await begin(), second: await begin() };
  };

  it('is mailed to each, within the same second too, and finishes that one alone', async () => {
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
    // Neither uses the other up, whichever comes first.
    expect((await finish(app, second)).status).toBe(200);
    expect((await finish(app, first)).status).toBe(200);
  });

  it('finishes its own by the address alone, and once by either name', async () => {
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

  it('is not shut out by wrong tries at another one', async () => {
    const { app, first, second } = await twoSignIns();
    for (let tries = 0; tries < 5; tries++) await finish(app, { ...first, otp: other(first.otp) });
    expect((await finish(app, first)).status).toBe(401);
    expect((await finish(app, second)).status).toBe(200);
  });

  it('counts once, where the queue delivers its job twice', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const { mfa_token } = await (await login(app, email)).json<Answer>();
    app.queued.push(...app.queued);
    await app.deliverJobs();
    const codes = app.mails.slice(-2).flatMap((mail) => mail.codes);
    expect(new Set(codes).size).toBe(2);
    expect((await finish(app, { mfa_token, otp: codes[0] })).status).toBe(200);
    expect((await finish(app, { mfa_token, otp: codes[1] })).status).toBe(401);
    expect((await finish(app, { email, otp: codes[1] })).status).toBe(401);
  });

  it('is not mailed when the sign-in is over, by time or by the end of all sessions', async () => {
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

  it('is dead once the account has another address', async () => {
    const app = createTestApp();
    const { email, access_token: token } = await newcomer(app);
    await switchSecondStepOn(email);
    const { mfa_token } = await (await login(app, email)).json<Answer>();
    const otp = await codeOf(app, email);
    const moved = freshEmail();
    const body = { new_email: moved, password: PASSWORD };
    await app.post(`${AUTH}/email/change`, body, bearer(token));
    const link = tokenOf((await app.lastMail(moved)).links[0]);
    expect((await app.post(`${AUTH}/email/change/confirm`, { token: link })).status).toBe(200);
    expect(await refusal(await finish(app, { mfa_token, otp }))).toEqual([401, 'otp_invalid']);
    for (const address of [email, moved])
      expect((await finish(app, { email: address, otp })).status).toBe(401);
  });
});

describe('erasing an account by a mailed code', () => {
  const erase = async (
    app: TestApp,
    { email, access_token: token }: Tokens & { email: string },
  ) => {
    app.advance(MINUTE);
    await app.post(`${AUTH}/otp/request`, { email });
    return app.fetch(`${AUTH}/account`, {
      method: 'DELETE',
      headers: { ...bearer(token), 'Content-Type': 'application/json' },
      body: JSON.stringify({ otp: await codeOf(app, email) }),
    });
  };

  it('is not for those whose sign-in takes more than a code', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await switchSecondStepOn(person.email);
    expect(await refusal(await erase(app, person))).toEqual([401, 'otp_invalid']);
  });

  it('is for those who can sign in with one', async () => {
    const app = createTestApp();
    expect((await erase(app, await newcomer(app))).status).toBe(200);
  });
});

describe('a newcomer where two steps are always due', () => {
  it('goes from the verification link to the password and in', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const exchange_token = await exchangeTokenOf(app, freshEmail());
    const answer = await app.post(`${AUTH}/exchange-token`, { exchange_token });
    const { mfa_token, methods } = await answer.json<Answer>();
    expect(methods).toEqual(['password']);
    const done = await finish(app, { mfa_token, password: PASSWORD });
    expect(done.status).toBe(200);
    expect(done.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toContain(
      '__Host-refresh_token',
    );
    const again = await app.post(`${AUTH}/exchange-token`, { exchange_token });
    expect(await refusal(again)).toEqual([401, 'secret_invalid']);
  });
});
