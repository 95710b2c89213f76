import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { toSubject } from '../../src/http/client-address.ts';
import { RATE_LIMIT_RULES, rateLimitOverrides, ruleOf } from '../../src/limits/rules.ts';
import { type ApiDocument, routesOf } from '../support/api-document.ts';
import { brokenKv } from '../support/faults.ts';
import {
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  register,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const ON = { RATE_LIMITS: '{}', SHIELD: { limit: async () => ({ success: true }) } };
const LOOSE_NAMES = { ...ON, RATE_LIMITS: '{"login_name":{"limit":1000}}' };
const HOUR = 3_600_000;

let counter = 0;
/** An address that no other test has used: the counters live as long as the isolate. */
function freshIp(): string {
  counter++;
  return `198.51.${counter >> 8}.${counter & 255}`;
}
const tryNames = (app: TestApp, ip: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, () =>
      app.post('/api/v1/auth/login', { email: freshEmail(), password: WRONG }, {}, { ip }),
    ),
  );
const statuses = (answers: Response[]) =>
  answers.reduce<Record<number, number>>(
    (tally, { status }) => Object.assign(tally, { [status]: (tally[status] ?? 0) + 1 }),
    {},
  );

describe('a limit per address', () => {
  it('lets exactly so many of a burst pass, and frees the address when the window ends', async () => {
    const app = createTestApp({ env: LOOSE_NAMES });
    const ip = freshIp();
    const answers = await tryNames(app, ip, 60);
    expect(statuses(answers)).toEqual({ 401: 25, 429: 35 });

    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('RateLimit-Policy')).toBe('"login";q=25;w=3600');
    expect(refused?.headers.get('RateLimit')).toMatch(/^"login";r=0;t=\d+$/);
    expect(Number(refused?.headers.get('Retry-After'))).toBeGreaterThan(0);
    if (refused !== undefined) expect(await refusal(refused)).toEqual([429, 'rate_limited']);

    expect(statuses(await tryNames(app, freshIp(), 5))).toEqual({ 401: 5 });
    app.advance(HOUR);
    expect(statuses(await tryNames(app, ip, 5))).toEqual({ 401: 5 });
  });

  it('writes to KV at most so often, and calls it no more once it is over', async () => {
    const calls: string[] = [];
    const note = (call: string, key: string) => void calls.push(`${call} ${key.split(':')[0]}`);
    const kv = {
      get(key: string, type: 'text') {
        note('get', key);
        return env.KV.get(key, type);
      },
      put(key: string, value: string, options: KVNamespacePutOptions) {
        note('put', key);
        return env.KV.put(key, value, options);
      },
    };
    const app = createTestApp({ env: { ...ON, KV: kv } });
    const ip = freshIp();
    const register = () =>
      app.post('/api/v1/auth/register', { email: freshEmail(), password: PASSWORD }, {}, { ip });
    for (let times = 0; times < 5; times++) await register();
    expect(calls.filter((call) => call === 'put rl')).toHaveLength(5);
    expect(calls.filter((call) => call === 'get rl')).toHaveLength(1);
    calls.length = 0;
    for (let times = 0; times < 5; times++) expect((await register()).status).toBe(429);
    expect(calls).toEqual([]);
  });

  it('counts what other isolates have counted', async () => {
    const app = createTestApp({ env: ON });
    const ip = freshIp();
    await app.post('/api/v1/auth/email/resend', { email: freshEmail() }, {}, { ip });
    const { keys } = await env.KV.list({ prefix: 'rl:email_resend' });
    const name = keys[0]?.name ?? '';
    const stored = await env.KV.get<{ hits: number; endsAt: number }>(name, 'json');
    expect(stored).toMatchObject({ hits: 1 });
    // The counters of this isolate know that window; in the next one another isolate has been before us.
    app.advance(HOUR);
    await env.KV.put(
      name,
      JSON.stringify({ hits: 4, endsAt: (stored?.endsAt ?? 0) + HOUR, by: 'another isolate' }),
    );
    const ask = () => app.post('/api/v1/auth/email/resend', { email: freshEmail() }, {}, { ip });
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });

  it('stands on its own when KV is down, says so in the log, and sign-in goes on', async () => {
    const plain = createTestApp();
    const email = await register(plain);
    const app = createTestApp({ env: { ...LOOSE_NAMES, KV: brokenKv() } });
    const ip = freshIp();
    expect(
      (await app.post('/api/v1/auth/login', { email, password: PASSWORD }, {}, { ip })).status,
    ).toBe(200);
    expect(app.logs.some(({ event }) => event === 'rate_limit_counts_alone')).toBe(true);
    expect(statuses(await tryNames(app, ip, 40))).toEqual({ 401: 24, 429: 16 });
  });

  it('tells nothing of an account by what remains', async () => {
    const known = await register(createTestApp());
    const app = createTestApp({ env: ON });
    const seen = [];
    for (const email of [known, freshEmail()]) {
      const ip = freshIp();
      const headers = [];
      for (let times = 0; times < 6; times++) {
        const answer = await app.post('/api/v1/auth/login', { email, password: WRONG }, {}, { ip });
        headers.push([answer.status, answer.headers.get('RateLimit')]);
      }
      seen.push(headers);
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]?.at(-1)?.[0]).toBe(429);
  });

  it.each([
    ...[
      'register',
      'login',
      'login/otp-verify',
      'otp/request',
      'otp/verify',
      'exchange-token',
      'email/verify',
      'email/resend',
    ],
    ...[
      'password/reset',
      'password/reset/confirm',
      'forgot-password',
      'password-reset',
      'email/change/confirm',
    ],
  ])('is held up front by the shield: %s', async (path) => {
    const app = createTestApp({
      env: { ...ON, SHIELD: { limit: async () => ({ success: false }) } },
    });
    const body = { email: freshEmail(), password: WRONG, otp: '000001' };
    const refused = await app.post(`/api/v1/auth/${path}`, body, {}, { ip: freshIp() });
    expect(refused.headers.get('Retry-After')).toBe('60');
    expect(refused.headers.get('RateLimit')).toBe('"shield";r=0;t=60');
    expect(await refusal(refused)).toEqual([429, 'rate_limited']);
  });
});

describe('the limit of refreshes', () => {
  it('is counted by the guard per user, over all sessions, without using the token up', async () => {
    const plain = createTestApp();
    const person = await newcomer(plain);
    const app = createTestApp({ env: { ...ON, RATE_LIMITS: '{"refresh":{"limit":5}}' } });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        app.post('/api/v1/auth/token/refresh', { refresh: person.refresh_token }),
      ),
    );
    expect(statuses(answers)).toEqual({ 200: 5, 429: 7 });
    const good = answers.find(({ status }) => status === 200);
    expect(good?.headers.get('RateLimit-Policy')).toBe('"refresh";q=5;w=3600');
    const { refresh_token: current } = await (good as Response).json<{ refresh_token: string }>();
    app.advance(HOUR);
    expect((await app.post('/api/v1/auth/token/refresh', { refresh: current })).status).toBe(200);
  });
});

describe('a subject', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', 'unknown'],
    ['not:an:address', 'unknown'],
  ])('of %j is %j', (address, subject) => {
    expect(toSubject(address)).toBe(subject);
  });
});

/** The contract's table: each limited route with its limits, each "how many, seconds, for whom". */
const CONTRACT: Record<string, string[]> = {
  'POST register': ['5 3600 address'],
  'POST login': ['25 3600 address', '5 60 address and name'],
  'POST login/otp-verify': ['10 3600 address and name'],
  'POST token/refresh': ['60 3600 user'],
  'POST token/verify': ['100 3600 address'],
  'POST exchange-token': ['10 3600 address'],
  'POST email/verify': ['10 3600 address'],
  'POST email/resend': ['5 3600 address'],
  'POST otp/request': ['10 3600 address', '5 3600 name'],
  'POST otp/verify': ['10 3600 address and name'],
  'POST password/reset': ['5 3600 address', '3 60 address and name'],
  'POST password/reset/confirm': ['10 3600 address'],
  'POST forgot-password': ['5 3600 address', '3 60 address and name'],
  'POST password-reset': ['10 3600 address'],
  'POST password/change': ['10 3600 user'],
  'GET sessions': ['30 3600 user'],
  'DELETE sessions/{id}': ['30 3600 user'],
  'POST sessions/terminate-all': ['10 3600 user'],
  'GET csrf': ['100 3600 address'],
  'POST email/change': ['5 3600 user'],
  // Whoever opens the link need not be signed in, so it is the address that is counted.
  'POST email/change/confirm': ['5 3600 address'],
  'POST token/revoke': ['100 3600 address'],
  'PUT mfa/email': ['10 3600 user'],
};

describe('the rules', () => {
  it('are on each route those of the contract, and on no other', async () => {
    const document = await (
      await createTestApp({ env: ON }).fetch('/api/schema')
    ).json<ApiDocument>();
    const limited = routesOf(document).flatMap(({ method, path, 'x-rate-limits': limits }) =>
      limits === undefined
        ? []
        : [
            [
              `${method} ${path.replace('/api/v1/auth/', '')}`,
              limits.map(({ limit, window, per }) => `${limit} ${window} ${per}`),
            ],
          ],
    );
    expect(Object.fromEntries(limited)).toEqual(CONTRACT);
  });

  it('stand in the headers of each route', async () => {
    const plain = createTestApp();
    const person = await newcomer(plain);
    const app = createTestApp({ env: ON });
    const otherwise = new Map([['DELETE sessions/{id}', `sessions/${crypto.randomUUID()}`]]);
    const body = {
      email: freshEmail(),
      password: WRONG,
      new_password: WRONG,
      old_password: WRONG,
      new_email: freshEmail(),
      enabled: true,
    };
    const secrets = {
      otp: '000001',
      token: 'x',
      exchange_token: 'x',
      refresh: person.refresh_token,
    };
    for (const [route, limits] of Object.entries(CONTRACT)) {
      const [method = '', path = ''] = route.split(' ');
      // It takes a code or a password.
      const without = path === 'login/otp-verify' ? { password: null } : {};
      const answer = await app.fetch(`/api/v1/auth/${otherwise.get(route) ?? path}`, {
        method,
        ip: freshIp(),
        headers: { ...bearer(person.access_token), 'Content-Type': 'application/json' },
        ...(method === 'GET' ? {} : { body: JSON.stringify({ ...body, ...secrets, ...without }) }),
      });
      const policies = (answer.headers.get('RateLimit-Policy') ?? '')
        .split(', ')
        .map((policy) => /q=(\d+);w=(\d+)$/.exec(policy)?.slice(1).join(' '));
      expect([route, ...policies]).toEqual([
        route,
        ...limits.map((limit) => limit.split(' ').slice(0, 2).join(' ')),
      ]);
      expect(answer.headers.get('RateLimit'), route).toMatch(/r=\d+;t=\d+/);
    }
  });

  it('are those of the contract, unless they are overridden', () => {
    expect(ruleOf('login', {})).toEqual({ limit: 25, window: HOUR });
    expect(ruleOf('login', rateLimitOverrides.parse({ login: { limit: 7, window: 60 } }))).toEqual({
      limit: 7,
      window: 60_000,
    });
    expect(ruleOf('login', 'off')).toBeNull();
    expect(rateLimitOverrides.safeParse({ nothing: { limit: 1 } }).success).toBe(false);
    expect(Object.values(RATE_LIMIT_RULES).every(({ limit }) => limit > 0)).toBe(true);
  });
});
