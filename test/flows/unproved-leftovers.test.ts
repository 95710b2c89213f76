import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { giveRoles } from '../support/edit-users.ts';
import { grantsOf, SERVER } from '../support/grants.ts';
import { answerOf, identitiesOf, sessionIn } from '../support/identities.ts';
import { importUser } from '../support/import-user.ts';
import { addPasskey, tryPasskey } from '../support/passkeys.ts';
import {
  as,
  bearer,
  expectOk,
  freshEmail,
  mailedCode,
  newcomer,
  PASSWORD,
  signIn,
  type Tokens,
  tokenOf,
  tokensIn,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { setUpTotp } from '../support/totp.ts';
import {
  logIn,
  resend,
  rowsOf,
  SQUATTERS,
  signUp,
  signUpAndRead,
  verify,
} from '../support/unproved.ts';

const DAY = 24 * 60 * 60_000;
const NEW = 'another-Horse-8-battery';
const optional = () =>
  createTestApp({
    env: { EMAIL_VERIFICATION: 'optional', EMAIL_VERIFICATION_TTL: String(90 * 24 * 60 * 60) },
  });

const countOf = (table: string, id: string) =>
  env.DB.prepare(`select count(*) as n from ${table} where user_id = ?`).bind(id).first('n');

/** Lets the sessions of an account expire, and the flush delete their rows. */
async function forgetSessions(app: TestApp, id: string): Promise<void> {
  app.advance(30 * DAY);
  await app.servicesWith(() => undefined).flush();
  expect(await countOf('sessions', id)).toBe(0);
}

/** A stranger's account at an address: with factors and a consent, and sessions long forgotten. */
async function squat(app: TestApp, email: string) {
  const { id, token, cookie } = await signUpAndRead(app, email, { password: SQUATTERS });
  const tokens = await signIn(app, email, { password: SQUATTERS });
  const device = await setUpTotp(app, tokens);
  const raised = await app.auth['step-up'].$post(
    { json: { otp: await device.code() } },
    as(tokens),
  );
  await expectOk('step-up', raised);
  const { authenticator } = await addPasskey(app, await tokensIn(raised));
  await grantsOf(app).consents().save(id, { clientId: 'app', scope: 'openid' }, SERVER);
  await forgetSessions(app, id);
  expect([await countOf('user_factors', id), await countOf('recovery_codes', id)]).toEqual([2, 10]);
  return { id, token, cookie, authenticator };
}
type Stranger = Awaited<ReturnType<typeof squat>>;

/**
 * Expects that the owner signs in by their new password alone, and has nothing of the stranger's.
 */
async function expectClean(app: TestApp, email: string, stranger: Stranger): Promise<Tokens> {
  expect((await logIn(app, email, SQUATTERS)).status).toBe(401);
  expect((await tryPasskey(app, stranger.authenticator)).status).toBe(401);
  const answer = await logIn(app, email, NEW);
  expect(await answer.clone().json()).not.toHaveProperty('otp_required');
  const owner = await tokensIn(answer);
  await expectBare(app, owner);
  return owner;
}

async function expectBare(app: TestApp, owner: Tokens): Promise<void> {
  const { id } = owner.user;
  const mfa = await (await app.auth.mfa.$get({}, as(owner))).json();
  expect(mfa).toMatchObject({ factors: [] });
  for (const table of ['user_factors', 'recovery_codes', 'factor_removals'])
    expect(await countOf(table, id)).toBe(0);
  expect(await grantsOf(app).consents().list(id)).toEqual([]);
  expect(await rowsOf(owner.user.email)).toMatchObject([{ id, verified: 1 }]);
}

async function setPassword(app: TestApp, token = ''): Promise<void> {
  const json = { token, new_password: NEW };
  expect((await app.auth.password.reset.confirm.$post({ json })).status).toBe(200);
}

describe('what a stranger left at an unproved account, once its sessions are forgotten', () => {
  it('is not the prover’s, by the link of a later mail', async () => {
    const app = optional();
    const email = freshEmail();
    const stranger = await squat(app, email);
    const proved = await verify(app, { token: await resend(app, email) });
    await setPassword(app, proved.reset_token);
    const owner = await expectClean(app, email, stranger);
    expect(owner.user.id).not.toBe(stranger.id);
  });

  it('is not the prover’s, by the code of a later mail', async () => {
    const app = optional();
    const email = freshEmail();
    const stranger = await squat(app, email);
    await resend(app, email);
    const otp = (await app.lastMail(email)).codes[0] ?? '';
    await setPassword(app, (await verify(app, { email, otp })).reset_token);
    const owner = await expectClean(app, email, stranger);
    expect(owner.user.id).not.toBe(stranger.id);
  });

  it('is not the prover’s, by the mail that the stranger’s own registration sent', async () => {
    const app = optional();
    const email = freshEmail();
    const stranger = await squat(app, email);
    const proved = await verify(app, { token: stranger.token });
    expect(proved).toMatchObject({ password_reset_required: true });
    await setPassword(app, proved.reset_token);
    const owner = await expectClean(app, email, stranger);
    expect(owner.user.id).not.toBe(stranger.id);
  });

  it('is not theirs who set a password by a mailed link', async () => {
    const app = optional();
    const email = freshEmail();
    const stranger = await squat(app, email);
    await app.auth.password.reset.$post({ json: { email } });
    await setPassword(app, tokenOf((await app.lastMail(email)).links[0]));
    const owner = await expectClean(app, email, stranger);
    expect(owner.user.id).not.toBe(stranger.id);
  });

  it('is not theirs who come by a provider', async () => {
    const app = optional();
    const email = freshEmail();
    const stranger = await squat(app, email);
    const { user } = sessionIn(await identitiesOf(app).signIn(answerOf({ email })));
    expect(user.id).not.toBe(stranger.id);
    expect((await tryPasskey(app, stranger.authenticator)).status).toBe(401);
    expect(await countOf('user_factors', user.id)).toBe(0);
    expect(await grantsOf(app).consents().list(stranger.id)).toEqual([]);
  });

  it('is not theirs who change their address to it', async () => {
    const app = optional();
    const email = freshEmail();
    const stranger = await squat(app, email);
    const person = await newcomer(app);
    app.advance(61_000);
    const json = { new_email: email, password: PASSWORD };
    await app.auth.email.change.$post({ json }, as(person));
    const token = tokenOf((await app.lastMail(email)).links[0]);
    expect((await app.auth.email.change.confirm.$post({ json: { token } })).status).toBe(200);
    expect((await tryPasskey(app, stranger.authenticator)).status).toBe(401);
    await expectBare(app, await signIn(app, email));
    expect(await grantsOf(app).consents().list(stranger.id)).toEqual([]);
  });

  it('is not an admin’s whom the operator makes', async () => {
    const app = optional();
    const email = freshEmail();
    const stranger = await squat(app, email);
    const { operator } = createServices({ env: app.env, defer: () => undefined, clock: app.clock });
    const made = await operator.create(email);
    expect(made.id).not.toBe(stranger.id);
    expect((await tryPasskey(app, stranger.authenticator)).status).toBe(401);
    expect(await countOf('user_factors', made.id)).toBe(0);
  });
});

describe('an administrator who vouches for the address', () => {
  const vouch = async (app: TestApp, id: string) => {
    const person = await newcomer(app);
    await giveRoles(['admin'], { id: person.user.id });
    const admin = await signIn(app, person.email);
    const path = `/api/v1/admin/users/${id}/verify-email`;
    return app.post(path, {}, bearer(admin.access_token));
  };

  it('vouches for nothing that a stranger left at the account', async () => {
    const app = optional();
    const email = freshEmail();
    const stranger = await squat(app, email);
    expect((await vouch(app, stranger.id)).status).toBe(200);
    await setPassword(app, tokenOf((await app.lastMail(email)).links[0]));
    const owner = await expectClean(app, email, stranger);
    expect(owner.user.id).toBe(stranger.id);
  });

  it('takes nothing from its owner, who proved it and came back without a password', async () => {
    const app = optional();
    const email = freshEmail();
    const { id } = await signUp(app, email);
    expect((await vouch(app, id)).status).toBe(200);
    app.advance(61_000);
    await app.auth.otp.request.$post({ json: { email } });
    const otp = await mailedCode(app, email);
    const signedIn = await app.auth.otp.verify.$post({
      json: { email, otp, token_delivery: 'body' },
    });
    await expectOk('sign-in', signedIn);
    await addPasskey(app, await tokensIn(signedIn));
    expect((await vouch(app, id)).status).toBe(200);
    expect(await countOf('user_factors', id)).toBe(1);
  });
});

describe('what the owner set up at their unproved account', () => {
  it.each(['password', 'cookie'] as const)('stays by the %s', async (by) => {
    const app = optional();
    const email = freshEmail();
    const { id, cookie } = await signUp(app, email);
    const { authenticator } = await addPasskey(app, await signIn(app, email));
    await forgetSessions(app, id);
    const token = await resend(app, email);
    const proved =
      by === 'cookie'
        ? await verify(app, { token }, cookie)
        : await verify(app, { token, password: PASSWORD });
    expect(proved).toHaveProperty('exchange_token');
    const answer = await tryPasskey(app, authenticator);
    expect((await tokensIn(answer)).user).toMatchObject({ id, email_verified: true });
  });
});

describe('an unproved account from another system', () => {
  it('keeps its id for its prover, whenever it was used there', async () => {
    const app = optional();
    const email = await importUser(app, null, {
      emailVerifiedAt: null,
      lastLoginAt: Date.UTC(2024, 0, 1),
    });
    const [before] = await rowsOf(email);
    const proved = await verify(app, { token: await resend(app, email) });
    await setPassword(app, proved.reset_token);
    expect(await rowsOf(email)).toMatchObject([{ id: before?.id, verified: 1 }]);
  });

  it('is not its prover’s with an authenticator app that may be a stranger’s', async () => {
    const app = optional();
    const email = await importUser(app, null, { emailVerifiedAt: null });
    const [before] = await rowsOf(email);
    await env.DB.prepare(
      `insert into user_factors (id, user_id, kind, secret, sealed_by, created_at)
        values (?, ?, 'totp', 'sealed', 'key', 1)`,
    )
      .bind(crypto.randomUUID(), before?.id)
      .run();
    const proved = await verify(app, { token: await resend(app, email) });
    await setPassword(app, proved.reset_token);
    const owner = await tokensIn(await logIn(app, email, NEW));
    await expectBare(app, owner);
    expect(owner.user.id).not.toBe(before?.id);
  });
});
