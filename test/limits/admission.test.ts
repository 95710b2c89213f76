import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../support/count-hops.ts';
import {
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  register,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const AUTH = '/api/v1/auth';
const SCOPES = [
  'login',
  'otp_verify_name',
  'second_factor_name',
  'email_verify',
  'exchange',
  'email_change_confirm',
];
const ALWAYS = { LOGIN_SECOND_FACTOR: 'always' };
const WRONG_CODE = '000001';
const WRONG_LINK = 'tok_wrong';

type Attempt = { path: string; right: object; wrong: object };

async function signUp(app: TestApp) {
  const email = freshEmail();
  await app.post(`${AUTH}/register`, { email, password: PASSWORD });
  return { email, mail: await app.lastMail(email) };
}

async function halfWay(app: TestApp) {
  const email = await register(app);
  const first = await app.post(`${AUTH}/login`, { email, password: PASSWORD });
  const { mfa_token } = await first.json<{ mfa_token: string }>();
  return { email, mfa_token, otp: (await app.lastMail(email)).codes[0] };
}

async function mailedCode(app: TestApp) {
  const email = await register(app);
  await app.post(`${AUTH}/otp/request`, { email });
  return { email, otp: (await app.lastMail(email)).codes[0] };
}

const ATTEMPTS: [string, (app: TestApp) => Promise<Attempt>, Record<string, string>?][] = [
  [
    'a password',
    async (app) => {
      const email = await register(app);
      const right = { email, password: PASSWORD };
      return { path: 'login', right, wrong: { email, password: WRONG } };
    },
  ],
  [
    'a sign-in code',
    async (app) => {
      const right = await mailedCode(app);
      return { path: 'otp/verify', right, wrong: { ...right, otp: WRONG_CODE } };
    },
  ],
  [
    'the code of a second step',
    async (app) => {
      const { mfa_token, otp } = await halfWay(app);
      const wrong = { mfa_token, otp: WRONG_CODE };
      return { path: 'login/otp-verify', right: { mfa_token, otp }, wrong };
    },
    ALWAYS,
  ],
  [
    'the code of a second step, by the address',
    async (app) => {
      const { email, otp } = await halfWay(app);
      return { path: 'login/otp-verify', right: { email, otp }, wrong: { email, otp: WRONG_CODE } };
    },
    ALWAYS,
  ],
  [
    'the password of a second step',
    async (app) => {
      const first = await app.post(`${AUTH}/otp/verify`, await mailedCode(app));
      const { mfa_token } = await first.json<{ mfa_token: string }>();
      const right = { mfa_token, password: PASSWORD };
      return { path: 'login/otp-verify', right, wrong: { mfa_token, password: WRONG } };
    },
    ALWAYS,
  ],
  [
    'a verification link',
    async (app) => {
      const { mail } = await signUp(app);
      const right = { token: tokenOf(mail.links[0]) };
      return { path: 'email/verify', right, wrong: { token: WRONG_LINK } };
    },
  ],
  [
    'a verification code',
    async (app) => {
      const { email } = await signUp(app);
      await app.post(`${AUTH}/email/resend`, { email });
      const [otp] = (await app.lastMail(email)).codes;
      return { path: 'email/verify', right: { email, otp }, wrong: { email, otp: WRONG_CODE } };
    },
  ],
  [
    'an exchange token',
    async (app) => {
      const { mail } = await signUp(app);
      const verified = await app.post(`${AUTH}/email/verify`, { token: tokenOf(mail.links[0]) });
      const { exchange_token } = await verified.json<{ exchange_token: string }>();
      const wrong = { exchange_token: WRONG_LINK };
      return { path: 'exchange-token', right: { exchange_token }, wrong };
    },
  ],
  [
    'the link of a new address',
    async (app) => {
      const { access_token } = await newcomer(app);
      const body = { new_email: freshEmail(), password: PASSWORD };
      await app.post(`${AUTH}/email/change`, body, bearer(access_token));
      const right = { token: tokenOf((await app.lastMail(body.new_email)).links[0]) };
      return { path: 'email/change/confirm', right, wrong: { token: WRONG_LINK } };
    },
  ],
];

describe('a request over its limit', () => {
  it.each(ATTEMPTS)(
    'calls no guard and uses nothing up: %s',
    async (title, prepare, settings = {}) => {
      const counter = countHops({ ...env, JOBS: { send: async () => undefined } });
      const unlimited = createTestApp({ env: settings });
      const limited = createTestApp({
        env: {
          ...counter.env,
          ...settings,
          SHIELD: { limit: async () => ({ success: true }) },
          RATE_LIMITS: JSON.stringify(Object.fromEntries(SCOPES.map((s) => [s, { limit: 1 }]))),
        },
      });
      const { path, right, wrong } = await prepare(unlimited);
      // Counters live as long as the isolate: an address for each case.
      const ip = `198.18.77.${ATTEMPTS.findIndex(([name]) => name === title) + 1}`;
      const ask = (app: TestApp, body: object) => app.post(`${AUTH}/${path}`, body, {}, { ip });

      expect((await ask(limited, wrong)).status).toBe(401);
      counter.reset();
      expect((await ask(limited, right)).status).toBe(429);
      const { calls } = counter.read();
      expect(calls.filter((call) => /guard|batch|queue/.test(call))).toEqual([]);
      expect((await ask(unlimited, right)).status).toBe(200);
    },
  );
});
