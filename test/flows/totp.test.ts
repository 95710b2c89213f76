import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { deafGuards } from '../support/faults.ts';
import { bringLedger } from '../support/ledger.ts';
import { as, freshEmail, newcomer, refusal, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import {
  beginTotp,
  confirmTotp,
  givePassword,
  prove,
  setUpTotp,
  signInWithTotp,
  wrongCode,
} from '../support/totp.ts';

const STEP = 30_000;

async function withTotp(app: TestApp = createTestApp()) {
  const person = await newcomer(app);
  const device = await setUpTotp(app, person);
  return { app, person, device };
}

describe('an authenticator app', () => {
  it('is set up by its first code, and listed with its name', async () => {
    const app = createTestApp({ env: { APP_NAME: 'Ac"me: <b>&?' } });
    const person = await newcomer(app);
    const begun = await beginTotp(app, person, ' My\u202e phone\n');
    expect(begun.secret).toHaveLength(20);
    const uri = new URL(begun.otpauth_url);
    expect(uri.searchParams.get('issuer')).toBe('Ac"me: <b>&?');
    expect(decodeURIComponent(uri.pathname)).toBe(`/Ac"me: <b>&?:${person.email}`);
    expect(begun.otpauth_url).toContain(
      `&secret=${begun.base32}&algorithm=SHA1&digits=6&period=30`,
    );
    expect(begun.qr_svg).toMatch(/^<svg [^>]*>(<path [^<>]*\/>){2}<\/svg>$/);
    // Nothing counts before the code.
    expect(await (await app.auth.mfa.$get({}, as(person))).json()).toEqual({
      factors: [],
      recovery_codes_left: 0,
      email_otp: false,
      factor_removal: null,
    });
    await signIn(app, person.email);

    const otp = await begun.code();
    const spoilt = ` ${otp.slice(0, 3)} ${String.fromCharCode(...[...otp.slice(3)].map((d) => d.charCodeAt(0) + 0xfee0))}`;
    const confirmed = await confirmTotp(app, person, begun.id, spoilt);
    expect(confirmed.status).toBe(200);
    const answer = (await confirmed.json()) as { factor: object; recovery_codes: string[] };
    const factor = {
      id: begun.id,
      kind: 'totp',
      label: 'My phone',
      created_at: new Date(app.clock()).toISOString(),
      last_used_at: null,
    };
    expect(answer.factor).toEqual(factor);
    expect(answer.recovery_codes).toHaveLength(10);
    expect(await (await app.auth.mfa.$get({}, as(person))).json()).toEqual({
      factors: [factor],
      recovery_codes_left: 10,
      email_otp: false,
      factor_removal: null,
    });
    await app.deliverJobs();
    expect(app.mails.at(-1)).toMatchObject({ to: person.email, subject: /added|authenticator/ });
    // Adding a factor ends no session.
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
  });

  it('is asked for after the password, and finishes the sign-in as two steps', async () => {
    const { app, person, device } = await withTotp();
    await app.deliverJobs();
    const pending = await givePassword(app, person.email);
    expect(pending).toMatchObject({
      otp_required: true,
      methods: expect.arrayContaining(['totp', 'recovery_code']),
      message: 'Enter the code of your authenticator app.',
    });
    expect(app.queued).toEqual([]);
    const done = await prove(app, pending.mfa_token, { otp: await device.code() });
    expect(done.status).toBe(200);
    const { access_token } = (await done.json()) as { access_token: string };
    const { sessions } = await (await app.auth.sessions.$get({}, as(access_token))).json();
    expect(sessions.find(({ is_current }) => is_current)).toMatchObject({ is_verified: true });
    await bringLedger();
    const listed = await (await app.auth.mfa.$get({}, as(access_token))).json();
    expect(listed.factors[0]?.last_used_at).toBe(new Date(app.clock()).toISOString());
  });

  it('opens nothing to a mailbox alone', async () => {
    const { app, person } = await withTotp();
    const { email } = person;
    app.advance(60_000);
    await app.auth.otp.request.$post({ json: { email } });
    const otp = (await app.lastMail(email)).codes[0] ?? '';
    const pending = await (await app.auth.otp.verify.$post({ json: { email, otp } })).json();
    expect(pending).toMatchObject({
      otp_required: true,
      methods: expect.not.arrayContaining(['password', 'email_otp']),
    });
  });

  it.each([-1, 0, 1])('has its code taken %i steps away', async (away) => {
    const { app, person, device } = await withTotp();
    const { mfa_token } = await givePassword(app, person.email);
    expect((await prove(app, mfa_token, { otp: await device.code(away) })).status).toBe(200);
  });

  it.each([-2, 2])('has its code refused %i steps away', async (away) => {
    const { app, person, device } = await withTotp();
    const { mfa_token } = await givePassword(app, person.email);
    const near = await Promise.all([-1, 0, 1].map((by) => device.code(by)));
    const otp = await device.code(away);
    // Once in 333,000 the codes of two steps are the same.
    if (near.includes(otp)) return;
    expect(await refusal(await prove(app, mfa_token, { otp }))).toEqual([401, 'otp_invalid']);
  });

  it('gives each code once, for fifty sign-ins in parallel', async () => {
    const { app, person, device } = await withTotp();
    const other = await setUpTotp(app, await signInWithTotp(app, person.email, device));
    const pending = [];
    for (let i = 0; i < 50; i++) pending.push(await givePassword(app, person.email));
    const otp = await device.code();
    const answers = await Promise.all(
      pending.map(({ mfa_token }) => prove(app, mfa_token, { otp })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    // Neither does it open a sign-in whose tries are all there, nor one after the next step.
    const { mfa_token } = await givePassword(app, person.email);
    app.advance(STEP);
    expect(await refusal(await prove(app, mfa_token, { otp }))).toEqual([401, 'otp_invalid']);
    // The same step of another device is its own.
    app.advance(24 * 60 * 60_000);
    const next = await givePassword(app, person.email);
    expect((await prove(app, next.mfa_token, { otp: await other.code() })).status).toBe(200);
  });

  it('finishes a sign-in once, whatever the codes', async () => {
    const { app, person, device } = await withTotp();
    const { mfa_token } = await givePassword(app, person.email);
    const codes = await Promise.all([-1, 0, 1].map((by) => device.code(by)));
    const answers = await Promise.all(codes.map((otp) => prove(app, mfa_token, { otp })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    // What a refused one did not use up opens the next sign-in.
    const next = await givePassword(app, person.email);
    const again = [];
    for (const otp of codes) again.push((await prove(app, next.mfa_token, { otp })).status);
    expect(again.filter((status) => status === 200)).toHaveLength(1);
  });

  it('is not opened by the code that confirmed it', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { id, code } = await beginTotp(app, person);
    const otp = await code();
    await confirmTotp(app, person, id, otp);
    const { mfa_token } = await givePassword(app, person.email);
    expect(await refusal(await prove(app, mfa_token, { otp }))).toEqual([401, 'otp_invalid']);
    expect((await prove(app, mfa_token, { otp: await code(1) })).status).toBe(200);
  });

  it('ends the mfa_token by five wrong codes, and only that', async () => {
    const { app, person, device } = await withTotp();
    const { mfa_token } = await givePassword(app, person.email);
    const otp = wrongCode(...(await Promise.all([-1, 0, 1].map((by) => device.code(by)))));
    for (let tries = 0; tries < 5; tries++)
      expect(await refusal(await prove(app, mfa_token, { otp }))).toEqual([401, 'otp_invalid']);
    const right = await device.code();
    expect(await refusal(await prove(app, mfa_token, { otp: right }))).toEqual([
      401,
      'otp_invalid',
    ]);
    const next = await givePassword(app, person.email);
    expect((await prove(app, next.mfa_token, { otp: right })).status).toBe(200);
  });

  it('keeps its tries from a stranger without the password', async () => {
    const { app, person, device } = await withTotp();
    const { email } = person;
    const pending = await givePassword(app, email);
    for (let tries = 0; tries < 30; tries++) {
      const json = { email, otp: wrongCode() };
      const refused = await app.auth.login['otp-verify'].$post({ json });
      expect(await refusal(refused)).toEqual([401, 'otp_invalid']);
    }
    const byName = { email, otp: await device.code() };
    expect(await refusal(await app.auth.login['otp-verify'].$post({ json: byName }))).toEqual([
      401,
      'otp_invalid',
    ]);
    expect((await prove(app, pending.mfa_token, { otp: await device.code() })).status).toBe(200);
  });

  it('gives a code back if the session could not be opened', async () => {
    const { app, person, device } = await withTotp();
    const { mfa_token } = await givePassword(app, person.email);
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('open') } });
    broken.advance(app.clock() - broken.clock());
    const otp = await device.code();
    expect((await prove(broken, mfa_token, { otp })).status).toBe(503);
    expect((await prove(app, mfa_token, { otp })).status).toBe(200);
  });
});

describe('setting up an authenticator app', () => {
  it('ends after ten minutes, and counts wrong codes in the lane of the session', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { id, code } = await beginTotp(app, person);
    const wrong = wrongCode(...(await Promise.all([-1, 0, 1].map((by) => code(by)))));
    for (let tries = 0; tries < 5; tries++)
      expect(await refusal(await confirmTotp(app, person, id, wrong))).toEqual([
        401,
        'otp_invalid',
      ]);
    expect(await refusal(await confirmTotp(app, person, id, await code()))).toEqual([
      401,
      'otp_invalid',
    ]);
    // Nobody else has lost a try: another session sets one up.
    const other = await signIn(app, person.email);
    await setUpTotp(app, other);
    const late = createTestApp();
    const latecomer = await newcomer(late);
    const begun = await beginTotp(late, latecomer);
    late.advance(10 * 60_000);
    const fresh = await signIn(late, latecomer.email);
    expect(await refusal(await confirmTotp(late, latecomer, begun.id, await begun.code()))).toEqual(
      [404, 'not_found'],
    );
    expect((await late.auth.me.$get({}, as(fresh))).status).toBe(200);
  });

  it('belongs to the session that began it', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { id, code } = await beginTotp(app, person);
    const stranger = await newcomer(app);
    const again = await signIn(app, person.email);
    for (const other of [stranger, again])
      expect(await refusal(await confirmTotp(app, other, id, await code()))).toEqual([
        404,
        'not_found',
      ]);
    expect((await confirmTotp(app, person, id, await code())).status).toBe(200);
    expect(await refusal(await confirmTotp(app, person, id, await code(1)))).toEqual([
      401,
      'otp_invalid',
    ]);
  });

  it('happens once, for fifty confirmations in parallel', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { id, code } = await beginTotp(app, person);
    const otp = await code();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => confirmTotp(app, person, id, otp)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { factors, recovery_codes_left } = await (await app.auth.mfa.$get({}, as(person))).json();
    expect([factors.length, recovery_codes_left]).toEqual([1, 10]);
  });

  it('stops at five devices, also if several are set up at once', async () => {
    const { app, person, device } = await withTotp();
    const mine = await signInWithTotp(app, person.email, device);
    const begun = [];
    for (let i = 0; i < 6; i++) begun.push(await beginTotp(app, mine));
    const codes = await Promise.all(begun.map(({ code }) => code()));
    const answers = await Promise.all(
      begun.map(({ id }, i) => confirmTotp(app, mine, id, codes[i] ?? '')),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(await refusal(answer)).toEqual([409, 'too_many_factors']);
    const { factors } = await (await app.auth.mfa.$get({}, as(mine))).json();
    expect(factors).toHaveLength(5);
    const more = await app.auth.mfa.totp.$post({ json: {} }, as(mine));
    expect(await refusal(more)).toEqual([409, 'too_many_factors']);
  });

  it('takes names of up to 64 characters, and none', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const long = await app.auth.mfa.totp.$post({ json: { label: 'x'.repeat(65) } }, as(person));
    expect(await refusal(long)).toEqual([400, 'validation_error']);
    const none = await app.fetch('/api/v1/auth/mfa/totp', { method: 'POST', ...as(person) });
    expect(none.status).toBe(201);
  });

  it('stores no secret in clear', async () => {
    const { device } = await withTotp();
    const { results } = await env.DB.prepare('select secret, sealed_by from user_factors').all<{
      secret: string;
      sealed_by: string;
    }>();
    const hex = [...device.secret].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    for (const { secret, sealed_by } of results) {
      expect(secret).toMatch(/^ey[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
      expect(sealed_by).toMatch(/^[\w-]{12}$/);
      expect(secret).not.toContain(hex);
    }
    expect(results).toHaveLength(1);
  });

  it('does not open a secret that was moved to another account', async () => {
    const { app, person, device } = await withTotp();
    const thief = await newcomer(app);
    const own = await setUpTotp(app, thief);
    await env.DB.prepare(
      `update user_factors set secret = (select secret from user_factors where id = ?2) where id = ?1`,
    )
      .bind(device.id, own.id)
      .run();
    const { mfa_token } = await givePassword(app, person.email);
    expect(await refusal(await prove(app, mfa_token, { otp: await own.code() }))).toEqual([
      401,
      'otp_invalid',
    ]);
    expect(app.logs.map(({ event }) => event)).toContain('secret_not_opened');
  });
});

describe('a sign-in that has to set one up', () => {
  it('does so with its mfa_token, and gets tokens with the factor', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = freshEmail();
    await register(app, email);
    await env.DB.prepare('update users set password_hash = null where email = ?').bind(email).run();
    app.advance(60_000);
    await app.auth.otp.request.$post({ json: { email } });
    const otp = (await app.lastMail(email)).codes[0] ?? '';
    const pending = (await (await app.auth.otp.verify.$post({ json: { email, otp } })).json()) as {
      mfa_token: string;
      enrol: string[];
    };
    expect(pending.enrol).toEqual(expect.arrayContaining(['password', 'totp']));
    const { id, code } = await beginTotp(app, pending.mfa_token);
    const first = await code();
    const confirmed = await confirmTotp(app, pending.mfa_token, id, first);
    expect(confirmed.status).toBe(200);
    const answer = (await confirmed.json()) as {
      access_token: string;
      factor: { id: string };
      recovery_codes: string[];
    };
    expect(answer.factor.id).toBe(id);
    expect(answer.recovery_codes).toHaveLength(10);
    expect((await app.auth.me.$get({}, as(answer.access_token))).status).toBe(200);
    // That sign-in is finished, and asks for nothing more.
    expect((await confirmTotp(app, pending.mfa_token, id, await code(1))).status).toBe(401);
  });

  it('is not for one that has to prove what the account has', async () => {
    const { app, person } = await withTotp();
    const { mfa_token } = await givePassword(app, person.email);
    const refused = await app.auth.mfa.totp.$post({ json: {} }, as(mfa_token));
    expect(refused.status).toBe(401);
  });
});
