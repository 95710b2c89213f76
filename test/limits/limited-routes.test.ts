import { describe, expect, it } from 'vitest';
import { brokenKv } from '../support/faults.ts';
import { pageForm } from '../support/page-form.ts';
import { bearer, freshEmail, newcomer, PASSWORD, register, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const AUTH = '/api/v1/auth';
const on = (rules: object = {}) => ({
  RATE_LIMITS: JSON.stringify(rules),
  SHIELD: { limit: async () => ({ success: true }) },
});
let counter = 0;
const freshIp = () => `198.19.${++counter >> 8}.${counter & 255}`;

async function tally(answers: Promise<Response>[]) {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(answers)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
const times = (count: number, work: (index: number) => Promise<Response>) =>
  tally(Array.from({ length: count }, (_, index) => work(index)));
const form = (
  app: TestApp,
  path: string,
  { ip, ...fields }: Record<string, string> & { ip: string },
) => ({ path, init: { ...pageForm(app, fields), ip } });

describe('a signed-in user', () => {
  it('is limited in reading the profile, the export and the deletion', async () => {
    const person = await newcomer(createTestApp());
    const app = createTestApp({ env: on() });
    const send = (method: string, path: string, body?: object) =>
      app.fetch(`${AUTH}/${path}`, {
        method,
        ip: freshIp(),
        headers: { ...bearer(person.access_token), 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    expect(
      await times(70, (i) => send(i % 2 ? 'PUT' : 'PATCH', 'profile', { first_name: `Ada ${i}` })),
    ).toEqual({ 200: 60, 429: 10 });
    expect(await times(12, () => send('GET', 'account/export'))).toEqual({ 200: 10, 429: 2 });
    expect(await times(12, () => send('DELETE', 'account', { password: 1 }))).toEqual({
      400: 10,
      429: 2,
    });
  });
});

describe('a page', () => {
  const wrong = { token: 'rst_unknown', password: PASSWORD, confirmation: PASSWORD };

  it('shares the limit of the API behind it, and shows a page when it is exceeded', async () => {
    const app = createTestApp({ env: on() });
    const ip = freshIp();
    const { path, init } = form(app, '/reset-password', { ...wrong, ip });
    expect(await times(6, () => app.fetch(path, init))).toEqual({ 401: 6 });
    const confirm = { token: 'rst_unknown', new_password: PASSWORD };
    expect(
      await times(6, () => app.post(`${AUTH}/password/reset/confirm`, confirm, {}, { ip })),
    ).toEqual({ 401: 4, 429: 2 });
    const refused = await app.fetch(path, init);
    expect([refused.status, refused.headers.get('Content-Type')]).toEqual([
      429,
      'text/html; charset=UTF-8',
    ]);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(refused.headers.get('RateLimit')).toMatch(/^"reset_confirm";r=0;t=\d+$/);
    expect(await refused.text()).toContain('Too many attempts');
    expect((await app.fetch(path, { ...init, ip: freshIp() })).status).toBe(401);
  });

  it('has a limit of its own for being opened, which uses none of the form’s', async () => {
    const app = createTestApp({ env: on() });
    const ip = freshIp();
    const open = () => app.fetch('/reset-password?token=rst_unknown', { ip });
    expect(await times(14, open)).toEqual({ 401: 10, 429: 4 });
    const { path, init } = form(app, '/reset-password', { ...wrong, ip });
    expect((await app.fetch(path, init)).status).toBe(401);
  });

  it.each([
    ['/verify-email', 10],
    ['/change-email', 5],
    ['/unlock-account', 30],
    ['/undo-email-change', 30],
    ['/undo-factor-change', 30],
    ['/cancel-factor-removal', 30],
  ])('%s allows %i an hour', async (path, limit) => {
    const app = createTestApp({ env: on() });
    const { init } = form(app, path, { token: 'x', ip: freshIp() });
    expect(await times(limit + 3, () => app.fetch(path, init))).toEqual({ 401: limit, 429: 3 });
  });

  it('limits guesses at former passwords, and reveals nothing without a valid link', async () => {
    const plain = createTestApp();
    const email = await register(plain);
    await plain.post(`${AUTH}/password/reset`, { email });
    const token = tokenOf((await plain.lastMail(email)).links[0]);
    const app = createTestApp({ env: on() });
    const ip = freshIp();
    const guess = async (given: string) => {
      const fields = { token: given, password: PASSWORD, confirmation: PASSWORD };
      const { path, init } = form(app, '/reset-password', { ...fields, ip });
      return app.fetch(path, init);
    };
    const { count } = app.hashes;
    expect(await times(3, () => guess('rst_unknown'))).toEqual({ 401: 3 });
    expect(app.hashes.count).toBe(count);
    for (let i = 0; i < 7; i++) expect((await guess(token)).status).toBe(400);
    const after = app.hashes.count;
    for (let i = 0; i < 5; i++) expect((await guess(token)).status).toBe(429);
    expect(app.hashes.count).toBe(after);
  });
});

describe('a client that refreshes in a loop with invalid tokens', () => {
  it('is limited, and does not stop others at its address from refreshing', async () => {
    const person = await newcomer(createTestApp());
    const app = createTestApp({ env: on({ refresh_refused: { limit: 20 } }) });
    const ip = freshIp();
    const refresh = (token?: string) =>
      app.post(`${AUTH}/token/refresh`, token === undefined ? {} : { refresh: token }, {}, { ip });
    expect(await times(15, () => refresh())).toEqual({ 401: 15 });
    expect(await times(15, () => refresh('forged'))).toEqual({ 401: 5, 429: 10 });
    const refused = await refresh();
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(refused.headers.get('RateLimit')).toMatch(/^"refresh_refused";r=0;t=\d+$/);
    expect(refused.headers.has('WWW-Authenticate')).toBe(false);
    expect((await refresh(person.refresh_token)).status).toBe(200);
  });
});

describe('introspection', () => {
  it('is limited per client, however its credentials are sent', async () => {
    const app = createTestApp({
      env: {
        ...on({ introspect: { limit: 3 } }),
        INTROSPECTION_CLIENTS: 'limited:0123456789abcdef, other:fedcba9876543210',
      },
    });
    const ask = (pair: string, scheme = 'Basic') =>
      app.post(
        `${AUTH}/token/introspect`,
        { token: 'x' },
        { Authorization: `${scheme} ${btoa(pair)}` },
        { ip: freshIp() },
      );
    const api = 'limited:0123456789abcdef';
    expect(await times(6, (i) => ask(api, i % 2 ? 'basic ' : 'Basic'))).toEqual({ 200: 3, 429: 3 });
    expect((await ask('other:fedcba9876543210')).status).toBe(200);
  });
});

describe('the health routes', () => {
  it('check the store only within the limit', async () => {
    const app = createTestApp({ env: { ...on({ health: { limit: 5 } }), KV: brokenKv() } });
    const ip = freshIp();
    expect(await times(8, () => app.fetch(`${AUTH}/health`, { ip }))).toEqual({ 503: 5, 429: 3 });
    expect(app.logs.some(({ event }) => event.startsWith('rate_limit_'))).toBe(false);
  });

  it('report without a limit that the Worker runs', async () => {
    const app = createTestApp({ env: on() });
    const ip = freshIp();
    expect(await times(400, () => app.fetch(`${AUTH}/health/live`, { ip }))).toEqual({ 200: 400 });
  });
});

describe('the flush route', () => {
  it('limits guesses at its secret', async () => {
    const app = createTestApp({
      env: { ...on(), CRON_SECRET: 'a-secret-of-at-least-32-characters' },
    });
    const ip = freshIp();
    const guess = (index: number) =>
      app.post(`${AUTH}/cron/flush-tokens`, {}, { 'X-Cron-Secret': `guess${index}` }, { ip });
    expect(await times(70, guess)).toEqual({ 403: 60, 429: 10 });
  });
});

describe('registration mails', () => {
  const registrations = async (app: TestApp, email: string) => {
    for (let i = 0; i < 12; i++) {
      const body = { email, password: `another-Horse-${i}-battery` };
      const answer = await app.post(`${AUTH}/register`, body, {}, { ip: freshIp() });
      expect(answer.status).toBe(201);
      app.advance(2_000);
    }
    await app.deliverJobs();
    return app.mails.filter(({ to }) => to.toLowerCase() === email.toLowerCase());
  };

  it.each([
    ['is unverified', async () => freshEmail()],
    ['has an account', (app: TestApp) => register(app)],
  ])(
    'are limited to five an hour for an address that %s, from any number of IP addresses',
    async (_, prepare) => {
      const app = createTestApp({ env: on({ register: { limit: 1000 } }) });
      const email = await prepare(app);
      app.advance(3_600_000);
      app.mails.length = 0;
      expect(await registrations(app, email)).toHaveLength(5);
      app.advance(3_600_000);
      app.mails.length = 0;
      expect(await registrations(app, email.toUpperCase())).toHaveLength(5);
    },
  );
});

describe('a limit by name', () => {
  const count = async (app: TestApp, bodies: object[], path: string) => {
    const ip = freshIp();
    return times(bodies.length, (i) => app.post(`${AUTH}/${path}`, bodies[i], {}, { ip }));
  };

  it('counts all spellings of an account’s name as one', async () => {
    const app = createTestApp({ env: on({ login: { limit: 1000 } }) });
    const spellings = [
      'ada.b@gmail.com',
      'AdaB@gmail.com',
      ' a.d.a.b+x@GMAIL.com ',
      'adab@googlemail.com',
    ];
    const bodies = [...spellings, ...spellings].map((email) => ({ email, password: PASSWORD }));
    expect(await count(app, bodies, 'login')).toEqual({ 401: 5, 429: 3 });
    const names = ['Ada', 'ada', ' ADA ', 'ａｄａ', 'aDa', 'adA'];
    const byName = names.map((username) => ({ username, password: PASSWORD }));
    expect(await count(app, byName, 'login')).toEqual({ 401: 5, 429: 1 });
  });

  it('of the second step follows the user in the token, whatever else is sent and however many tokens exist', async () => {
    const email = await register(createTestApp());
    const app = createTestApp({
      env: { ...on({ second_factor_name: { limit: 4 } }), LOGIN_SECOND_FACTOR: 'always' },
    });
    const bodies: object[] = [];
    for (let i = 0; i < 3; i++) {
      const first = await app.post(
        `${AUTH}/login`,
        { email, password: PASSWORD },
        {},
        { ip: freshIp() },
      );
      const { mfa_token } = await first.json<{ mfa_token: string }>();
      app.advance(1_000);
      bodies.push({ mfa_token, otp: '000001' }, { mfa_token, otp: '000001', email: freshEmail() });
    }
    expect(await count(app, bodies, 'login/otp-verify')).toMatchObject({ 429: 2 });
  });
});
