import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MINUTE } from '../../src/shared/clock.ts';
import { consoleLog } from '../../src/shared/log.ts';
import { type Canaries, createCanaries } from '../support/canaries.ts';
import { giveRoles } from '../support/edit-users.ts';
import { brokenDatabase, unwritableDatabase } from '../support/faults.ts';
import { bringLedger } from '../support/ledger.ts';
import { pageForm } from '../support/page-form.ts';
import {
  as,
  bearer,
  mailedCode,
  mailedToken,
  pendingIn,
  tokenOf,
  tokensIn,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { sentryProject } from '../support/sentry.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { beginTotp, confirmTotp } from '../support/totp.ts';
import type { Verified } from '../support/unproved.ts';

const AUTH = '/api/v1/auth';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const CLIENT = 'resource-server:canary-Introspection-5-secret';
const CRON_SECRET = 'canary-Cron-6-secret-of-the-operator';
const sentry = sentryProject(100);

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Plants the secrets in a response: tokens in the body, values of cookies. */
async function harvest(response: Response, canaries: Canaries): Promise<void> {
  for (const cookie of response.headers.getSetCookie())
    canaries.plant(cookie.split(';')[0]?.split(/=(.*)/s)[1] ?? '');
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Object.entries(body)) {
    if (/token$|^access$|^refresh$|csrf/i.test(name) && typeof value === 'string')
      canaries.plant(value);
  }
}

/** An app that logs to the console, and whose responses and mails are mined for secrets. */
function watch(canaries: Canaries, vars: Record<string, unknown> = {}): TestApp {
  const app = createTestApp({
    log: consoleLog,
    env: {
      SENTRY_DSN: sentry.dsn,
      INTROSPECTION_CLIENTS: CLIENT,
      CRON_SECRET,
      COOKIE_MODE: 'both',
      BREACH_CHECK: 'warn',
      ...vars,
    },
    fetch: (input, init) =>
      String(input).startsWith('http://127.0.0.1')
        ? fetch(input, init)
        : Promise.resolve(new Response('')),
    mailer: async (mail) => {
      for (const link of mail.links) canaries.plant(new URL(link).searchParams.get('token') ?? '');
      mail.codes.map(canaries.plantCode);
      app.mails.push(mail);
    },
  });
  const inner = app.fetch;
  app.fetch = async (path, init) => {
    const response = await inner(path, init);
    await harvest(response.clone(), canaries);
    return response;
  };
  return app;
}

type World = { app: TestApp; canaries: Canaries; password: (n: number) => string };

async function comeIn({ app, canaries, password }: World): Promise<void> {
  const email = 'ada@example.com';
  await app.auth.register.$post({ json: { email, password: password(1), username: 'ada' } });
  await app.auth.register.$post({ json: { email, password: password(2) } });
  await app.auth.email.resend.$post({ json: { email } });
  const { links, codes } = await app.lastMail(email);
  await app.fetch(`/verify-email?token=${tokenOf(links[0])}`);
  await app.auth.email.verify.$post({ json: { email, otp: canaries.plantCode('918273') } });
  const typed = { token: tokenOf(links[0]), password: password(3) };
  await pressForm(app, '/verify-email', typed);
  const proof = { email, otp: codes[0] };
  await app.auth.email.verify.$post({ json: { ...proof, password: password(3) } });
  const verified = await app.auth.email.verify.$post({ json: { ...proof, password: password(1) } });
  const { exchange_token = '' } = (await verified.json()) as Verified;
  await app.auth.email.verify.$post({ json: { token: tokenOf(links[0]) } });
  for (let times = 0; times < 2; times++)
    await app.auth['exchange-token'].$post({ json: { exchange_token, token_delivery: 'body' } });
  await app.auth.otp.request.$post({ json: { email } });
  const code = await mailedCode(app, email);
  for (let times = 0; times < 2; times++)
    await app.auth.otp.verify.$post({ json: { email, otp: code } });
}

async function signInAndOut({ app, password }: World): Promise<void> {
  const email = 'ada@example.com';
  const json = { email, password: password(1), token_delivery: 'body' as const };
  const browser = await app.auth.login.$post(
    { json: { email, password: password(1) } },
    { headers: { Origin: 'https://auth.test' } },
  );
  const Cookie = browser.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
  const csrf = /csrftoken=([^;]+)/.exec(Cookie)?.[1] ?? '';
  await app.auth.csrf.$get({}, { headers: { Cookie } });
  const asBrowser = { Cookie, Origin: 'https://auth.test', 'X-CSRF-Token': csrf };
  await app.auth.token.refresh.$post({ json: {} }, { headers: asBrowser });
  await app.auth.token.refresh.$post(
    { json: {} },
    { headers: { ...asBrowser, 'X-CSRF-Token': `${csrf}x` } },
  );
  await app.auth.logout.$post({ json: {} }, { headers: asBrowser });

  const first = await tokensIn(await app.auth.login.$post({ json }));
  const { access_token: access, refresh_token: refresh } = first;
  const basic = { Authorization: `Basic ${btoa(CLIENT)}` };
  for (const token of [access, refresh, `${access}x`]) {
    await app.auth.token.introspect.$post({ json: { token } }, { headers: basic });
    await app.auth.token.verify.$post({ json: { token } });
    await app.auth.me.$get({ query: { access_token: token } }, as(token));
    await app.auth.sessions[':id'].$delete({ param: { id: token } }, as(access));
    await app.fetch(`/nowhere/${token}`);
  }
  await app.auth.token.introspect.$post(
    { json: { token: access } },
    { headers: { Authorization: `Basic ${btoa('x:canary-Unknown-7-client')}` } },
  );
  await app.auth.token.refresh.$post({ json: { refresh } });
  app.advance(2 * MINUTE);
  await app.auth.token.refresh.$post({ json: { refresh } });
  const second = await tokensIn(await app.auth.login.$post({ json }));
  await app.auth.token.revoke.$post({ json: { token: second.access_token } });
  await app.auth.token.revoke.$post({ json: { token: second.refresh_token } });
  await app.auth.cron['flush-tokens'].$post(
    { json: {} },
    { headers: { 'X-Cron-Secret': CRON_SECRET } },
  );
  await app.auth.cron['flush-tokens'].$post(
    { json: {} },
    { headers: { 'X-Cron-Secret': `${CRON_SECRET}-wrong` } },
  );
}

async function changeAndRecover({ app, password }: World): Promise<void> {
  const email = 'ada@example.com';
  const access = async (n: number) => {
    const json = { email, password: password(n), token_delivery: 'body' as const };
    return (await tokensIn(await app.auth.login.$post({ json }))).access_token;
  };
  const mine = bearer(await access(1));
  await app.auth.password.change.$post(
    { json: { old_password: password(2), new_password: password(3) } },
    { headers: mine },
  );
  await app.auth.password.change.$post(
    { json: { old_password: password(1), new_password: password(3) } },
    { headers: mine },
  );
  await app.auth.password.reset.$post({ json: { email } });
  const token = await mailedToken(app, email);
  await app.fetch(`/reset-password?token=${token}`);
  const form = { token, password: password(4), confirmation: password(5) };
  await pressForm(app, '/reset-password', form);
  await pressForm(app, '/reset-password', { ...form, confirmation: password(4) });
  await app.auth.password.reset.confirm.$post({ json: { token, new_password: password(5) } });
  app.advance(2 * MINUTE);
  await app.auth['forgot-password'].$post({ json: { email } });
  const otp = await mailedCode(app, email);
  for (let times = 0; times < 2; times++)
    await app.auth['password-reset'].$post({ json: { email, otp, password: password(5) } });

  await app.auth.mfa.email.$put(
    { json: { enabled: true, password: password(5) } },
    as(await access(5)),
  );
  const halfWay = await pendingIn(
    await app.auth.login.$post({ json: { email, password: password(5) } }),
  );
  const code = await mailedCode(app, email);
  await app.auth.login['otp-verify'].$post({
    json: { mfa_token: `${halfWay.mfa_token}x`, otp: code },
  });
  await app.auth.login['otp-verify'].$post({ json: { mfa_token: halfWay.mfa_token, otp: code } });

  for (let tries = 0; tries < 6; tries++)
    await app.auth.login.$post({ json: { email, password: password(6) } });
  const unlock = await mailedToken(app, email);
  await app.fetch(`/unlock-account?token=${unlock}`);
  await pressForm(app, '/unlock-account', { token: unlock });
}

/** A change of address and its undo, an export, acts of an administrator, an erasure. */
async function moveAndLeave({ app, password }: World): Promise<void> {
  const email = 'eva@example.com';
  await app.auth.register.$post({ json: { email, password: password(10) } });
  await app.auth.email.verify.$post({ json: { email, otp: await mailedCode(app, email) } });
  const signIn = async (n: number) => {
    const json = { email, password: password(n), token_delivery: 'body' as const };
    return tokensIn(await app.auth.login.$post({ json }));
  };
  const { access_token: access, user } = await signIn(10);
  const mine = bearer(access);
  await app.auth.profile.$patch({ json: { first_name: 'Eva' } }, { headers: mine });
  for (const n of [11, 10])
    await app.auth.email.change.$post(
      { json: { new_email: 'eva@example.net', password: password(n) } },
      { headers: mine },
    );
  await app.deliverJobs();
  const confirm = tokenOf(app.mails.findLast((mail) => mail.to === 'eva@example.net')?.links[0]);
  const undo = tokenOf(app.mails.findLast((mail) => mail.to === email)?.links[0]);
  await app.fetch(`/change-email?token=${confirm}`);
  for (let times = 0; times < 2; times++)
    await app.auth.email.change.confirm.$post({ json: { token: confirm } });
  await app.auth.account.export.$get({}, { headers: mine });
  app.advance(2 * MINUTE);
  await app.fetch('/undo-email-change', pageForm(app, { token: undo }));
  const reset = await mailedToken(app, email);
  await app.auth.password.reset.confirm.$post({
    json: { token: reset, new_password: password(12) },
  });

  const again = bearer((await signIn(12)).access_token);
  await giveRoles(['admin'], { id: user.id });
  const spare = await app.auth.register.$post({
    json: { email: 'spare@example.com', password: password(13) },
  });
  const { user_id: id } = await spare.json();
  await app.deliverJobs();
  const admin = (method: string, path: string, body: object) =>
    app.fetch(`/api/v1/admin/users/${id}${path}`, {
      method,
      headers: { ...JSON_TYPE, ...again },
      body: JSON.stringify(body),
    });
  for (const act of [
    'lock',
    'unlock',
    'verify-email',
    'force-reset',
    'terminate-sessions',
    'disable',
    'enable',
  ])
    await admin('POST', `/${act}`, {});
  await admin('PUT', '/roles', { roles: ['staff', 'admin'] });
  await admin('DELETE', '', {});
  await app.auth.otp.request.$post({ json: { email } });
  const otp = await mailedCode(app, email);
  await giveRoles([], { id: user.id });
  for (const body of [{ password: password(11) }, { otp }])
    await app.auth.account.$delete({ json: body }, { headers: again });
  await app.deliverJobs();
}

/** An authenticator app and recovery codes: right, wrong, used twice, replaced and removed. */
async function proveByDevice({ app, canaries, password }: World): Promise<void> {
  const email = 'una@example.com';
  await app.auth.register.$post({ json: { email, password: password(14) } });
  await app.auth.email.verify.$post({ json: { email, otp: await mailedCode(app, email) } });
  const login = () =>
    app.auth.login.$post({ json: { email, password: password(14), token_delivery: 'body' } });
  const mine = await tokensIn(await login());
  const own = await beginTotp(app, mine);
  const bytes = String.fromCharCode(...own.secret);
  for (const secret of [own.base32, own.otpauth_url, bytes]) canaries.plant(secret);
  await confirmTotp(app, mine, own.id, canaries.plantCode('172839'));
  const confirmed = await confirmTotp(app, mine, own.id, canaries.plantCode(await own.code()));
  const { recovery_codes: codes = [] } = (await confirmed.json()) as { recovery_codes?: string[] };
  for (const code of codes) canaries.plant(code);
  for (const code of codes) canaries.plant(code.replaceAll('-', ''));
  app.advance(2 * MINUTE);
  const prove = async (proof: object) => {
    const { mfa_token } = await pendingIn(await login());
    return app.auth.login['otp-verify'].$post({ json: { mfa_token, ...proof } });
  };
  const otp = canaries.plantCode(await own.code());
  for (const proof of [{ otp: canaries.plantCode('394857') }, { otp }, { otp }]) await prove(proof);
  for (let times = 0; times < 2; times++) await prove({ recovery_code: codes[0] });
  await prove({ recovery_code: canaries.plant('AAAA-BBBB-CCCC-DDDD-EEEE-FFFF') });
  app.advance(2 * MINUTE);
  const { mfa_token } = await pendingIn(await login());
  const done = await app.auth.login['otp-verify'].$post({
    json: { mfa_token, otp: canaries.plantCode(await own.code()), token_delivery: 'body' },
  });
  const proved = await tokensIn(done);
  const replaced = await app.auth.mfa['recovery-codes'].$post({}, as(proved));
  for (const code of (await replaced.json()).recovery_codes) canaries.plant(code);
  await app.auth.mfa.$get({}, as(proved));
  const exported = await (await app.auth.account.export.$get({}, as(proved))).text();
  expect(exported).toContain(own.id);
  expect(canaries.leaksIn(exported), 'secrets in the export').toEqual([]);
  for (const id of [own.id, codes[1] ?? ''])
    await app.auth.mfa[':id'].$delete({ param: { id } }, as(proved));
  await app.deliverJobs();
}

/** Requests with secrets in the wrong places. */
async function misuse({ app, password }: World): Promise<void> {
  const secret = password(7);
  await app.post(`${AUTH}/login`, { email_or_username: secret, password: secret });
  await app.post(`${AUTH}/login`, { email: secret, password: [secret] });
  await app.post(`${AUTH}/register`, {
    email: secret,
    password: secret,
    username: secret,
    timezone: secret,
    terms_accepted: secret,
  });
  await app.post(`${AUTH}/register`, {
    email: 'eve@example.com',
    password: secret,
    password_confirm: password(8),
    [secret]: secret,
  });
  await app.post(`${AUTH}/otp/verify`, { email: 'ada@example.com', otp: secret });
  await app.post(`${AUTH}/password/reset`, { email: secret });
  await app.post(`${AUTH}/login/otp-verify`, { mfa_token: secret, otp: '123456' });
  await app.post(`${AUTH}/token/refresh`, { refresh: secret });
  await app.fetch(`${AUTH}/login`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: `{"email":"ada@example.com","password":"${secret}`,
  });
  await app.fetch(`${AUTH}/login`, { method: 'POST', headers: JSON_TYPE, body: secret });
  await app.fetch(`${AUTH}/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain' },
    body: secret,
  });
  await app.fetch(`${AUTH}/${secret}?password=${secret}`, {
    headers: {
      Cookie: `__Host-access_token=${secret}; refresh_token=${secret}`,
      Referer: `https://x/${secret}`,
    },
  });
  await app.fetch(`${AUTH}/me`, { headers: { Authorization: `Basic ${btoa(`ada:${secret}`)}` } });
  await app.fetch(`${AUTH}/me`, { headers: bearer(secret) });
}

/** Faults whose errors repeat input: statements with parameters, parsers, mail providers. */
async function breakDown({ app, canaries, password }: World): Promise<void> {
  const secret = password(9);
  const says = (make: () => Error) => ({
    prepare: () => {
      throw make();
    },
  });
  const parse = (): Error => {
    try {
      JSON.parse(secret);
    } catch (error) {
      return error as Error;
    }
    return new Error(secret);
  };
  const broken = [
    brokenDatabase(),
    unwritableDatabase(),
    says(() => new Error(`cannot bind ${secret}`)),
    says(
      () =>
        new TypeError(`"${secret}" is not a number`, {
          cause: new Error(`near ${secret}:\n${secret}`),
        }),
    ),
    says(parse),
    says(() => Object.assign(new Error('odd'), { name: secret, cause: secret, input: secret })),
  ];
  for (const DB of broken) {
    const faulty = watch(canaries, { DB });
    await faulty.post(`${AUTH}/register`, { email: 'eve@example.com', password: secret });
    await faulty.post(`${AUTH}/login`, { email: 'ada@example.com', password: secret });
    app.sent.push(...faulty.sent);
    app.points.push(...faulty.points);
  }
  await app.post(`${AUTH}/register`, { email: 'grace@example.com', password: password(8) });
  const [job] = app.queued;
  const mailer = (mail: { text: string; codes: string[] }) => {
    mail.codes.map(canaries.plantCode);
    return Promise.reject(
      new Error(
        `the provider did not like ${JSON.stringify(mail.text)} with ${mail.codes.join(' and ')}`,
      ),
    );
  };
  const refused = createTestApp({ log: consoleLog, mailer, env: { ...app.env } });
  refused.queued.push(job, { type: 'unheard-of', payload: { password: secret } }, secret, {
    type: 1,
    payload: secret,
  });
  await refused.deliverJobs();
  refused.queued.push(job, secret, {
    type: 'unheard-of',
    payload: { userId: 'u1', password: secret },
  });
  await refused.deliverJobs('dead');
  app.points.push(...refused.points);
}

function plantServiceSecrets(canaries: Canaries): void {
  for (const key of (JSON.parse(env.JWT_KEYS) as { keys: { d?: string }[] }).keys)
    canaries.plant(key.d ?? '');
  for (const secret of [
    env.AUTH_SECRET,
    CRON_SECRET,
    CLIENT.split(':')[1] ?? '',
    'canary-Unknown-7-client',
  ])
    canaries.plant(secret);
}

/** Requests that must succeed for the canaries to reach every channel. */
const SUCCESSES = [
  ...[
    'login',
    'login/otp-verify',
    'logout',
    'me',
    'mfa/email',
    'email/verify',
    'exchange-token',
    'otp/verify',
    'password/change',
  ],
  ...[
    'password-reset',
    'token/refresh',
    'token/verify',
    'token/introspect',
    'token/revoke',
    'csrf',
    'cron/flush-tokens',
  ],
].map((tail) => `${AUTH}/${tail} 200`);
SUCCESSES.push(
  ...['profile', 'email/change', 'email/change/confirm', 'account/export', 'account'].map(
    (tail) => `${AUTH}/${tail} 200`,
  ),
  ...['', '/:act', '/roles'].map((tail) => `/api/v1/admin/users/:id${tail} 200`),
  '/change-email 200',
  '/undo-email-change 303',
);
SUCCESSES.push(
  `${AUTH}/register 201`,
  '/reset-password 200',
  '/unlock-account 200',
  '/verify-email 200',
  `${AUTH}/login 500`,
  `${AUTH}/mfa/totp/:id/confirm 200`,
  `${AUTH}/mfa/totp/:id/confirm 401`,
  `${AUTH}/mfa/recovery-codes 200`,
  `${AUTH}/mfa/:id 200`,
  `${AUTH}/login/otp-verify 200`,
);

describe('data that leaves the service', () => {
  it('never contains a password, a token, a code or a secret', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.UTC(2200, 5, 1));
    const lines: string[] = [];
    for (const level of ['log', 'info', 'debug', 'warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation(
        (...args) =>
          void lines.push(
            args.map((arg) => (typeof arg === 'string' ? arg : String(arg))).join(' '),
          ),
      );
    const canaries = createCanaries();
    plantServiceSecrets(canaries);
    const password = (n: number) => canaries.plantPassword(`canary-Horse-${n}-"battery"/%`);
    const world = { app: watch(canaries), canaries, password };
    for (const flow of [
      comeIn,
      signInAndOut,
      changeAndRecover,
      moveAndLeave,
      proveByDevice,
      misuse,
      breakDown,
    ]) {
      await flow(world);
      // Reports are limited per minute.
      vi.setSystemTime(Date.now() + 2 * MINUTE);
    }

    await bringLedger();
    const audit = (await env.DB.prepare('select * from audit_events').all()).results;
    const left: Record<string, { text: string; holds: string[] }> = {
      'the log': {
        text: lines.join('\n'),
        holds: [
          '"route":"/reset-password"',
          '"outcome":"dead"',
          '"status":503',
          '"error":"SyntaxError"',
        ],
      },
      'the audit trail': {
        text: JSON.stringify(audit),
        holds: [
          'account.locked',
          'session.refresh_token_reused',
          'mail.dead_lettered',
          'factor.removed',
          'recovery_code.used',
        ],
      },
      'the queue': {
        text: JSON.stringify(world.app.sent),
        holds: [
          'password.registration',
          'password.reset',
          '$argon2id$',
          'password.breach',
          'recovery_code.used',
        ],
      },
      'the metrics': {
        text: JSON.stringify(world.app.points),
        holds: ['second_factor_asked', 'reused', 'lockout', 'dead'],
      },
      'the reports': {
        text: JSON.stringify(await sentry.received()),
        holds: ['SyntaxError', 'storage_unavailable', 'a job was given up'],
      },
    };
    const walked = new Set(
      lines.map((line) => /"route":"([^"]+)","status":(\d+)/.exec(line)?.slice(1).join(' ')),
    );
    for (const route of SUCCESSES)
      expect(walked, 'a flow that broke off plants nothing').toContain(route);
    expect(canaries.count()).toBeGreaterThan(40);
    for (const [channel, { text, holds }] of Object.entries(left)) {
      // An empty capture would contain no secret either.
      for (const marker of holds) expect(text, channel).toContain(marker);
      expect(canaries.leaksIn(text), `secrets in ${channel}`).toEqual([]);
    }
  });

  it('reveals a planted secret in every encoding', () => {
    const canaries = createCanaries();
    const password = canaries.plantPassword('canary-Horse-1-"battery"/ü');
    const token = canaries.plant(
      'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4',
    );
    const code = canaries.plantCode('918273');
    const encoded = [
      encodeURIComponent(password),
      JSON.stringify({ password }),
      btoa(unescape(encodeURIComponent(`ada:${password}:x`))),
    ];
    for (const text of [`got ${password}.`, password.toUpperCase(), ...encoded])
      expect(canaries.leaksIn(text)).toEqual([password]);
    for (const text of [`/me?t=${token}`, `…${token.slice(-20)}`])
      expect(canaries.leaksIn(text)).toEqual([token]);
    for (const text of [`"otp":"${code}"`, `code ${code}.`, btoa(`otp=${code}&x`)])
      expect(canaries.leaksIn(text)).toEqual([code]);
    expect(canaries.leaksIn(`at 7258${code}000 1.${code} a${code}b`)).toEqual([]);
  });
});
