import { describe, expect, it } from 'vitest';
import { breachDigest } from '../../src/methods/password/breach-check.ts';
import { bearer, freshEmail, refusal, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const LONG = 'correct-Horse-7-battery-staple';
const LEAKED = 'leaked-Horse-9-battery-staple';

// Every combination of the settings that affect a sign-in. Each promise is checked in all of them.
const MATRIX = ['required', 'optional'].flatMap((verification) =>
  ['off', 'enrolled', 'always'].flatMap((secondFactor) =>
    ['composition', 'length'].flatMap((policy) =>
      ['off', 'warn', 'reject'].flatMap((breach) =>
        (['cookie', 'body'] as const).map((delivery) => ({
          verification,
          secondFactor,
          policy,
          breach,
          delivery,
        })),
      ),
    ),
  ),
);
type Setting = (typeof MATRIX)[number];

const rangeService = (async (input: RequestInfo | URL) => {
  const digest = breachDigest(LEAKED);
  return new Response(String(input).endsWith(digest.slice(0, 5)) ? `${digest.slice(5)}:9` : '');
}) as typeof globalThis.fetch;

function appWith({ verification, secondFactor, policy, breach }: Setting): TestApp {
  return createTestApp({
    env: {
      EMAIL_VERIFICATION: verification,
      LOGIN_SECOND_FACTOR: secondFactor,
      PASSWORD_POLICY: policy,
      BREACH_CHECK: breach,
    },
    fetch: rangeService,
  });
}

const login = (app: TestApp, setting: Setting, email: string, password = LONG) =>
  app.post('/api/v1/auth/login', { email, password, token_delivery: setting.delivery });

/** Checks that a response delivers its tokens as requested; returns the access token. */
async function delivered(response: Response, { delivery }: Setting): Promise<string> {
  expect(response.status).toBe(200);
  const body = await response.json<Record<string, string>>();
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split('=')[0]);
  expect('refresh_token' in body).toBe(delivery === 'body');
  expect(cookies.includes('__Host-refresh_token')).toBe(delivery === 'cookie');
  if (delivery === 'body') expect(cookies).toEqual([]);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  return body.access_token ?? '';
}

async function promises(setting: Setting): Promise<void> {
  const app = appWith(setting);
  const email = freshEmail();

  // The policy and the breach check hold whatever else is set.
  const weak = setting.policy === 'composition' ? 'onlylowercaseletters' : 'Sh0rt-one!';
  expect(await refusal(await app.post('/api/v1/auth/register', { email, password: weak }))).toEqual(
    [400, 'password_too_weak'],
  );
  const leaked = await app.post('/api/v1/auth/register', { email: freshEmail(), password: LEAKED });
  expect(leaked.status).toBe(setting.breach === 'reject' ? 400 : 201);

  // An address that must be verified first opens nothing by any method.
  expect((await app.post('/api/v1/auth/register', { email, password: LONG })).status).toBe(201);
  const mail = await app.lastMail(email);
  const early = await login(app, setting, email);
  if (setting.verification === 'required')
    expect(await refusal(early)).toEqual([403, 'email_not_verified']);
  else expect(early.status).toBe(200);
  await app.deliverJobs();
  // Where a sign-in was possible before, the mail alone does not tell whose password it is.
  const proof = setting.verification === 'optional' ? { password: LONG } : {};
  const verified = await app.post('/api/v1/auth/email/verify', {
    token: tokenOf(mail.links[0]),
    ...proof,
  });
  expect(verified.status).toBe(200);

  // A second factor is required wherever it is set, and the first step opens nothing.
  app.advance(61_000);
  const first = await login(app, setting, email);
  if (setting.secondFactor === 'always') {
    expect(first.headers.getSetCookie()).toEqual([]);
    const { mfa_token: mfaToken, ...rest } = await first.json<{ mfa_token: string }>();
    expect(rest).not.toHaveProperty('access_token');
    expect((await app.fetch('/api/v1/auth/me', { headers: bearer(mfaToken) })).status).toBe(401);
    const otp = (await app.lastMail(email)).codes[0];
    await delivered(
      await app.post('/api/v1/auth/login/otp-verify', { otp, mfa_token: mfaToken }),
      setting,
    );
  } else {
    await enrolled(app, setting, email, await delivered(first, setting));
  }

  // A reset bypasses neither the policy, the breach check nor the second factor.
  app.advance(61_000);
  await app.post('/api/v1/auth/password/reset', { email });
  const token = tokenOf((await app.lastMail(email)).links[0]);
  const reset = (password: string) =>
    app.post('/api/v1/auth/password/reset/confirm', { token, new_password: password });
  expect(await refusal(await reset(weak))).toEqual([400, 'password_too_weak']);
  if (setting.breach === 'reject')
    expect(await refusal(await reset(LEAKED))).toEqual([400, 'password_breached']);
  expect((await reset(`${LONG}!`)).status).toBe(200);
  app.advance(61_000);
  const after = await (await login(app, setting, email, `${LONG}!`)).json();
  expect('otp_required' in (after as object)).toBe(setting.secondFactor !== 'off');
}

async function enrolled(
  app: TestApp,
  setting: Setting,
  email: string,
  access: string,
): Promise<void> {
  const response = await app.fetch('/api/v1/auth/mfa/email', {
    method: 'PUT',
    headers: { ...bearer(access), 'Content-Type': 'application/json' },
    body: JSON.stringify({ enabled: true, password: LONG }),
  });
  expect(response.status).toBe(200);
  app.advance(61_000);
  const again = await login(app, setting, email);
  if (setting.secondFactor === 'off') await delivered(again, setting);
  else expect(await again.json()).toMatchObject({ otp_required: true });
}

// In an order that changes with the seed, so that no case depends on earlier ones.
describe('promises of the settings', { shuffle: true }, () => {
  it.each(MATRIX)(
    'hold with verification $verification, second factor $secondFactor, policy $policy, breach check $breach, $delivery',
    promises,
  );
});
