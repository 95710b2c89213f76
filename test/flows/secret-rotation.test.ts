import { env } from 'cloudflare:workers';
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import {
  bearer,
  freshEmail,
  PASSWORD,
  refusal,
  register,
  signIn,
  tokenOf,
} from '../support/people.ts';
import { switchSecondStepOn } from '../support/second-step.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { logIn, signUp, signUpAndRead } from '../support/unproved.ts';

const AUTH = '/api/v1/auth';
const NEXT = 'the-secret-that-takes-its-place-0123456789';
const CLIENT = 'api:a-long-client-secret';

/** The service before a rotation, after it, and after one that dropped the former secret. */
function createApps(settings: Record<string, unknown> = {}) {
  const common = { INTROSPECTION_CLIENTS: CLIENT, ...settings };
  const appWith = (vars: Record<string, unknown>) =>
    createTestApp({ env: { ...common, ...vars }, argon2: cheapArgon2 });
  return {
    before: appWith({}),
    after: appWith({ AUTH_SECRET: NEXT, AUTH_SECRET_PREVIOUS: env.AUTH_SECRET }),
    without: appWith({ AUTH_SECRET: NEXT }),
  };
}

const refresh = (app: TestApp, token: string) =>
  app.auth.token.refresh.$post({ json: { refresh: token } });
const introspect = async (app: TestApp, token: string) =>
  (
    await app.auth.token.introspect.$post(
      { json: { token } },
      { headers: { Authorization: `Basic ${btoa(CLIENT)}` } },
    )
  ).json() as Promise<{ active: boolean; token_type?: string }>;

/** The refresh token of a session, signed with JWT_KEYS as in earlier versions. */
async function oldToken(token: string): Promise<string> {
  const [key] = (JSON.parse(env.JWT_KEYS) as { keys: JWK[] }).keys;
  return new SignJWT({ ...decodeJwt(token), aud: 'https://auth.test' })
    .setProtectedHeader({ alg: 'ES256', kid: key?.kid ?? '', typ: 'rt+jwt' })
    .sign(await importJWK(key ?? {}, 'ES256'));
}

describe('rotating AUTH_SECRET with the former one kept', () => {
  it('ends no session: refresh tokens are read, and the next is signed with the new secret', async () => {
    const { before, after, without } = createApps();
    const person = await signIn(before, await register(before));
    expect(await refusal(await refresh(without, person.refresh_token))).toEqual([
      401,
      'token_invalid',
    ]);
    const refreshed = await refresh(after, person.refresh_token);
    const { refresh_token: next } = (await refreshed.json()) as { refresh_token: string };
    expect(decodeProtectedHeader(next).kid).not.toBe(
      decodeProtectedHeader(person.refresh_token).kid,
    );
    expect((await refresh(without, next)).status).toBe(200);
    // An isolate that does not know the new secret yet rejects its tokens, which does no harm.
    expect((await refresh(before, next)).status).toBe(401);
    expect((await refresh(after, next)).status).toBe(200);
  });

  it('lets a pending sign-in finish', async () => {
    const { before, after, without } = createApps();
    const email = await register(before);
    await switchSecondStepOn(email);
    const first = await before.auth.login.$post({ json: { email, password: PASSWORD } });
    const { mfa_token } = (await first.json()) as { mfa_token: string };
    const otp = (await before.lastMail(email)).codes[0] ?? '';
    const finish = (app: TestApp) =>
      app.auth.login['otp-verify'].$post({ json: { otp, mfa_token } });
    expect(await refusal(await finish(without))).toEqual([401, 'otp_invalid']);
    expect((await finish(after)).status).toBe(200);
  });

  it('keeps mailed links and codes valid for one use', async () => {
    const { before, after, without } = createApps();
    const email = await register(before);
    await before.auth.password.reset.$post({ json: { email } });
    const token = tokenOf((await before.lastMail(email)).links[0]);
    await before.auth.otp.request.$post({ json: { email } });
    const otp = (await before.lastMail(email)).codes[0] ?? '';

    const signInBy = (app: TestApp) => app.auth.otp.verify.$post({ json: { email, otp } });
    expect((await signInBy(without)).status).toBe(401);
    expect((await signInBy(after)).status).toBe(200);
    expect((await signInBy(before)).status).toBe(401);

    const reset = (app: TestApp) =>
      app.auth.password.reset.confirm.$post({ json: { token, new_password: `${PASSWORD}!` } });
    expect((await reset(without)).status).toBe(401);
    expect((await reset(after)).status).toBe(200);
    expect((await reset(after)).status).toBe(401);
    expect((await reset(before)).status).toBe(401);
  });

  it('keeps a verification code valid for one use', async () => {
    const { before, after, without } = createApps();
    const email = freshEmail();
    const { code, token } = await signUpAndRead(before, email);
    const verify = async (app: TestApp, proof: object) =>
      (await app.auth.email.verify.$post({ json: { password: PASSWORD, ...proof } })).status;
    expect(await verify(without, { email, otp: code })).toBe(401);
    expect(await verify(after, { email, otp: code })).toBe(200);
    for (const app of [before, after]) {
      expect(await verify(app, { email, otp: code })).toBe(401);
      expect(await verify(app, { token })).toBe(401);
    }
  });

  it('keeps a verification code valid after the former secret is removed', async () => {
    const { after, without } = createApps();
    const email = freshEmail();
    const { code } = await signUpAndRead(after, email);
    const proof = { email, otp: code, password: PASSWORD };
    expect((await without.auth.email.verify.$post({ json: proof })).status).toBe(200);
  });

  it.each(['link', 'code'])('keeps the reset %s of an unverified address valid', async (by) => {
    const { before, after } = createApps();
    const email = freshEmail();
    await signUp(before, email);
    await before.post(`${AUTH}/${by === 'link' ? 'password/reset' : 'forgot-password'}`, { email });
    const { codes, links } = await before.lastMail(email);
    const password = 'another-Horse-8-battery';
    const reset = (app: TestApp) =>
      by === 'link'
        ? app.auth.password.reset.confirm.$post({
            json: {
              token: tokenOf(links[0]),
              new_password: password,
            },
          })
        : app.auth['password-reset'].$post({ json: { email, otp: codes[0] ?? '', password } });
    expect((await reset(after)).status).toBe(200);
    expect((await reset(after)).status).toBe(401);
    expect((await reset(before)).status).toBe(401);
    expect((await logIn(after, email, password)).status).toBe(200);
  });

  it.each([
    ['five wrong ones, then the right one is rejected', 5, 401],
    ['four wrong ones, then the right one is accepted', 4, 200],
  ])('allows no extra attempts at a code: %s', async (_, wrong, status) => {
    const { before, after } = createApps();
    const email = freshEmail();
    const { code } = await signUpAndRead(before, email);
    const verify = (app: TestApp, otp: string) =>
      app.auth.email.verify.$post({ json: { email, otp, password: PASSWORD } });
    const other = code === '000001' ? '000002' : '000001';
    for (let failure = 0; failure < wrong; failure++)
      expect((await verify(failure < 2 ? before : after, other)).status).toBe(401);
    expect((await verify(after, code)).status).toBe(status);
  });

  it('leaves nothing behind of an address erased later', async () => {
    const { before, after } = createApps({ EMAIL_VERIFICATION: 'optional' });
    const email = freshEmail();
    await signUpAndRead(before, email);
    const keptOf = async () => {
      const { keys } = await env.KV.list({ prefix: 'ots:email_verification:' });
      const records = await Promise.all(keys.map(({ name }) => env.KV.get(name)));
      return records.filter((record) => record?.includes(email)).length;
    };
    expect(await keptOf()).toBe(2);
    const { access_token: token } = await signIn(after, email);
    const headers = { ...bearer(token), 'Content-Type': 'application/json' };
    const body = JSON.stringify({ password: PASSWORD });
    const erased = await after.fetch(`${AUTH}/account`, { method: 'DELETE', headers, body });
    expect(erased.ok).toBe(true);
    expect(await keptOf()).toBe(0);
  });

  it('keeps CSRF tokens valid and devices known', async () => {
    const { before, after } = createApps();
    const email = await register(before);
    const [old] = [createBrowser(before)];
    const { csrf_token: csrf } = await old.signIn(email);
    const browser = createBrowser(after);
    for (const [name, value] of old.jar) browser.jar.set(name, value);
    const [device = '', mark = ''] = browser.find('__Host-device_') ?? [];
    expect((await browser.post('logout', undefined, { 'X-CSRF-Token': csrf })).status).toBe(200);
    for (let failure = 0; failure < 5; failure++)
      await after.auth.login.$post({ json: { email, password: 'wrong-Horse-7-battery' } });
    expect(
      await refusal(await after.auth.login.$post({ json: { email, password: PASSWORD } })),
    ).toEqual([403, 'account_locked']);
    await browser.signIn(email);
    const [nonce, mac] = mark.split('.');
    const [sameNonce, otherMac] = browser.jar.get(device)?.split('.') ?? [];
    expect(sameNonce).toBe(nonce);
    expect(otherMac).not.toBe(mac);
  });

  it('keeps queued jobs readable', async () => {
    const range = (async () => new Response('')) as typeof globalThis.fetch;
    const warned = (vars: Record<string, unknown>) =>
      createTestApp({ env: { BREACH_CHECK: 'warn', ...vars }, fetch: range });
    const before = warned({});
    const { access_token: token } = await signIn(before, await register(before));
    before.queued.splice(0);
    const change = { old_password: PASSWORD, new_password: 'another-Horse-8-battery' };
    expect(
      (await before.auth.password.change.$post({ json: change }, { headers: bearer(token) }))
        .status,
    ).toBe(200);
    const sealed = before.queued.filter((job) => JSON.stringify(job).includes('"digest"'));
    expect(sealed).toHaveLength(1);

    const next = { AUTH_SECRET: NEXT };
    const kept = warned({ ...next, AUTH_SECRET_PREVIOUS: env.AUTH_SECRET });
    kept.queued.push(...sealed);
    expect(await kept.deliverJobs()).toEqual({ acked: 1, retried: 0 });
    const lost = warned(next);
    lost.queued.push(...sealed);
    expect(await lost.deliverJobs()).toEqual({ acked: 0, retried: 1 });
  });

  it('does not affect revocation and introspection of refresh tokens', async () => {
    const { before, after } = createApps();
    const email = await register(before);
    for (const age of ['today', 'of JWT_KEYS']) {
      const { refresh_token: fresh } = await signIn(before, email);
      const token = age === 'today' ? fresh : await oldToken(fresh);
      expect(await introspect(after, token)).toMatchObject({ active: true, token_type: 'refresh' });
      await after.auth.token.revoke.$post({ json: { token } });
      expect(await introspect(after, token)).toEqual({ active: false });
      expect(await refusal(await refresh(after, token))).toEqual([401, 'token_revoked']);
    }
  });
});

describe('a refresh token signed with JWT_KEYS', () => {
  it('works until it expires, and its successor is signed with AUTH_SECRET', async () => {
    const { before: app } = createApps();
    const { refresh_token: fresh } = await signIn(app, await register(app));
    const token = await oldToken(fresh);
    const refreshed = await refresh(app, token);
    const { refresh_token: next } = (await refreshed.json()) as { refresh_token: string };
    expect(decodeProtectedHeader(next).alg).toBe('HS256');
    // Within the grace period the old token returns the current one, whichever key signed it.
    const repeated = (await (await refresh(app, token)).json()) as { refresh_token: string };
    expect(repeated.refresh_token).toBe(next);
    app.advance(8 * 86_400_000);
    expect(await refusal(await refresh(app, token))).toEqual([401, 'token_expired']);
  });
});
