import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ChargeAttempt, TryCode } from '../../src/guard/try-calls.ts';
import { toSubject } from '../../src/http/client-address.ts';
import { RATE_LIMIT_RULES, rateLimitOverrides, ruleOf } from '../../src/limits/rules.ts';
import { brokenKv } from '../support/faults.ts';
import { laggingReplica } from '../support/lagging-replica.ts';
import {
  type Answer,
  as,
  freshEmail,
  from,
  newcomer,
  PASSWORD,
  refusal,
  register,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { signUp } from '../support/unproved.ts';

const ON = { RATE_LIMITS: '{}', SHIELD: { limit: async () => ({ success: true }) } };
const LOOSE_NAMES = { ...ON, RATE_LIMITS: '{"login_name":{"limit":1000}}' };
const HOUR = 3_600_000;

let counter = 0;
/** An address that no other test uses: the counters live as long as the isolate. */
function freshIp(): string {
  counter++;
  return `198.51.${counter >> 8}.${counter & 255}`;
}
type Seen = Answer & { headers: Headers };
const tryNames = (app: TestApp, ip: string, count: number): Promise<Seen[]> =>
  Promise.all(
    Array.from({ length: count }, () =>
      app.auth.login.$post({ json: { email: freshEmail(), password: WRONG } }, from(ip)),
    ),
  );
const statuses = (answers: Answer[]) =>
  answers.reduce<Record<number, number>>(
    (tally, { status }) => Object.assign(tally, { [status]: (tally[status] ?? 0) + 1 }),
    {},
  );

describe('a limit per address', () => {
  it('lets exactly its number of a burst pass, and resets when the window ends', async () => {
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

  it('writes to KV once per counted request, and never above the limit', async () => {
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
      app.auth.register.$post({ json: { email: freshEmail(), password: PASSWORD } }, from(ip));
    for (let times = 0; times < 5; times++) await register();
    expect(calls.filter((call) => call === 'put rl')).toHaveLength(5);
    expect(calls.filter((call) => call === 'get rl')).toHaveLength(1);
    calls.length = 0;
    for (let times = 0; times < 5; times++) expect((await register()).status).toBe(429);
    expect(calls).toEqual([]);
  });

  it('includes hits counted by other isolates', async () => {
    const app = createTestApp({ env: ON });
    const ip = freshIp();
    await app.auth.email.resend.$post({ json: { email: freshEmail() } }, from(ip));
    const { keys } = await env.KV.list({ prefix: 'rl:email_resend' });
    const name = keys[0]?.name ?? '';
    const stored = await env.KV.get<{ hits: number; endsAt: number }>(name, 'json');
    expect(stored).toMatchObject({ hits: 1 });
    // This isolate’s counters know that window; in the next one another isolate has counted first.
    app.advance(HOUR);
    await env.KV.put(
      name,
      JSON.stringify({ hits: 4, endsAt: (stored?.endsAt ?? 0) + HOUR, by: 'another isolate' }),
    );
    const ask = () => app.auth.email.resend.$post({ json: { email: freshEmail() } }, from(ip));
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });

  it('holds within an isolate when KV is down, logs that, and sign-in still works', async () => {
    const plain = createTestApp();
    const email = await register(plain);
    const app = createTestApp({ env: { ...LOOSE_NAMES, KV: brokenKv() } });
    const ip = freshIp();
    expect(
      (await app.auth.login.$post({ json: { email, password: PASSWORD } }, from(ip))).status,
    ).toBe(200);
    expect(app.logs.some(({ event }) => event === 'rate_limit_counts_alone')).toBe(true);
    expect(statuses(await tryNames(app, ip, 40))).toEqual({ 401: 24, 429: 16 });
  });

  it('reveals nothing about an account by its remaining count', async () => {
    const known = await register(createTestApp());
    const app = createTestApp({ env: ON });
    const seen = [];
    for (const email of [known, freshEmail()]) {
      const ip = freshIp();
      const headers = [];
      for (let times = 0; times < 6; times++) {
        const answer = await app.auth.login.$post({ json: { email, password: WRONG } }, from(ip));
        headers.push([answer.status, answer.headers.get('RateLimit')]);
      }
      seen.push(headers);
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]?.at(-1)?.[0]).toBe(429);
  });
});

/** The service with what it asks of guards to judge written down. */
function watched<Attempt = ChargeAttempt>(settings: Record<string, string> = {}) {
  const asked: { guard: string; attempt: Attempt }[] = [];
  const app = createTestApp({
    env: {
      ...ON,
      ...settings,
      LOCKOUT_THRESHOLD: '100',
      ACCOUNT_GUARD: {
        getByName: (guard: string) =>
          new Proxy(env.ACCOUNT_GUARD.getByName(guard), {
            get:
              (stub, method) =>
              (...given: [unknown, Attempt]) => {
                if (method === 'chargeBy' || method === 'tryCodeBy')
                  asked.push({ guard, attempt: given[1] });
                return (Reflect.get(stub, method) as (...args: unknown[]) => unknown)(...given);
              },
          }),
      },
    },
  });
  return { app, asked };
}

describe('the limit of sign-ins by address and name', () => {
  it('holds over all isolates, for names known, unproved and unknown alike, and is not kept in KV', async () => {
    const unproved = freshEmail();
    await signUp(createTestApp(), unproved);
    const seen = [];
    for (const email of [await register(createTestApp()), unproved, freshEmail()]) {
      const { app, asked } = watched();
      const ip = freshIp();
      const logIn = async (password: string) => {
        const answer = await app.post('/api/v1/auth/login', { email, password }, {}, { ip });
        return [answer.status, answer.headers.get('RateLimit'), answer.headers.get('Retry-After')];
      };
      const answers = [await logIn(WRONG)];
      const { guard, attempt } = asked[0] as (typeof asked)[0];
      // What other isolates ask meanwhile.
      for (let times = 0; times < 3; times++)
        await env.ACCOUNT_GUARD.getByName(guard).charge(attempt);
      answers.push(await logIn(WRONG), await logIn(PASSWORD), await logIn(WRONG));
      app.advance(60_000);
      answers.push(await logIn(WRONG));
      seen.push(answers);
      expect(app.logs.filter(({ fields }) => fields?.limit === 'login_name')).toHaveLength(2);
    }
    const remains = (name: number, address: number) =>
      `"login";r=${address};t=3600, "login_name";r=${name};t=60`;
    expect(seen[0]?.map(([status]) => status)).toEqual([401, 401, 429, 429, 401]);
    expect(seen[0]?.slice(0, 3)).toEqual([
      [401, remains(4, 24), null],
      [401, remains(0, 23), null],
      [429, remains(0, 22), '60'],
    ]);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    const { keys } = await env.KV.list({ prefix: 'rl:' });
    expect(keys.filter(({ name }) => name.includes('login_name'))).toEqual([]);
  });

  it('counts a sign-in once that is judged twice, as its row has changed', async () => {
    const replica = laggingReplica();
    const app = createTestApp({ env: { ...ON, DB: replica.DB } });
    const { email, access_token: token } = await newcomer(app);
    replica.lag();
    const changed = await app.auth.password.change.$post(
      { json: { old_password: PASSWORD, new_password: 'another-Horse-8-battery' } },
      as(token),
    );
    expect(changed.status).toBe(200);
    for (const left of [4, 3]) {
      const answer = await app.auth.login.$post(
        { json: { email, password: 'another-Horse-8-battery' } },
        from('198.51.100.77'),
      );
      expect(answer.status).toBe(200);
      expect(answer.headers.get('RateLimit')).toContain(`"login_name";r=${left};`);
    }
  });

  it('asks no guard about what one isolate alone has counted too often', async () => {
    const { app, asked } = watched();
    const [email, ip] = [freshEmail(), freshIp()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        app.post('/api/v1/auth/login', { email, password: WRONG }, {}, { ip }),
      ),
    );
    expect(statuses(answers)).toEqual({ 401: 5, 429: 15 });
    expect(asked).toHaveLength(5);
  });
});

describe('the limit of codes by address and name', () => {
  const SETTINGS = {
    RATE_LIMITS: '{"otp_verify_name":{"limit":4},"second_factor_name":{"limit":4}}',
  };
  const WRONG_CODE = '000001';

  async function mailedCode(app: TestApp, path: string, email: string): Promise<string> {
    if (path === 'otp/verify') await app.auth.otp.request.$post({ json: { email } });
    else await app.post('/api/v1/auth/login', { email, password: PASSWORD });
    return (await app.lastMail(email)).codes[0] ?? '';
  }

  it.each([
    ['otp/verify', 'otp_verify_name', {}],
    ['login/otp-verify', 'second_factor_name', { LOGIN_SECOND_FACTOR: 'always' }],
  ])(
    'of %s is counted by the guard that tries them, for known and unknown names alike, and not in KV',
    async (path, scope, mode) => {
      const seen = [];
      const [known, unknown] = [await register(createTestApp()), freshEmail()];
      const code = await mailedCode(createTestApp({ env: mode }), path, known);
      for (const email of [known, unknown]) {
        const { app, asked } = watched<TryCode>({ ...SETTINGS, ...mode });
        const ip = freshIp();
        const ask = async (otp: string, from = ip) => {
          const answer = await app.post(`/api/v1/auth/${path}`, { email, otp }, {}, { ip: from });
          return [answer.status, answer.headers.get('RateLimit')?.replace(/t=\d+/, 't')];
        };
        const answers = [await ask(WRONG_CODE)];
        const { guard, attempt } = asked[0] as (typeof asked)[0];
        // What other isolates ask meanwhile.
        for (let times = 0; times < 2; times++)
          await env.ACCOUNT_GUARD.getByName(guard).tryCode(attempt);
        answers.push(await ask(WRONG_CODE), await ask(code), await ask(WRONG_CODE));
        seen.push(answers);
        expect(app.logs.filter(({ fields }) => fields?.limit === scope)).toHaveLength(2);
        // Over the limit nothing was tried: the right code still works from elsewhere.
        if (email === known) expect((await ask(code, freshIp()))[0]).toBe(200);
      }
      const remains = (left: number) => `"${scope}";r=${left};t`;
      expect(seen[0]).toEqual([
        [401, remains(3)],
        [401, remains(0)],
        [429, remains(0)],
        [429, remains(0)],
      ]);
      expect(seen[1]).toEqual(seen[0]);
      const { keys } = await env.KV.list({ prefix: 'rl:' });
      expect(keys.filter(({ name }) => name.includes(scope))).toEqual([]);
    },
  );

  it('counts the password of a second step with them', async () => {
    const plain = createTestApp();
    const email = await register(plain);
    const mode = { LOGIN_SECOND_FACTOR: 'always' };
    const halfWay = createTestApp({ env: mode });
    const otp = await mailedCode(plain, 'otp/verify', email);
    const first = await halfWay.post('/api/v1/auth/otp/verify', { email, otp });
    const { mfa_token } = await first.json<{ mfa_token: string }>();
    const { app, asked } = watched({ ...SETTINGS, ...mode });
    const ip = freshIp();
    const ask = async (password: string) =>
      (await app.post('/api/v1/auth/login/otp-verify', { mfa_token, password }, {}, { ip })).status;
    expect(await ask(WRONG)).toBe(401);
    const { guard, attempt } = asked[0] as (typeof asked)[0];
    for (let times = 0; times < 3; times++)
      await env.ACCOUNT_GUARD.getByName(guard).charge(attempt);
    expect(await ask(PASSWORD)).toBe(429);
  });
});

describe('the limit of refreshes', () => {
  it('is counted by the guard per user, over all sessions, without using the token up', async () => {
    const plain = createTestApp();
    const person = await newcomer(plain);
    const app = createTestApp({ env: { ...ON, RATE_LIMITS: '{"refresh":{"limit":5}}' } });
    const answers: Seen[] = await Promise.all(
      Array.from({ length: 12 }, () =>
        app.auth.token.refresh.$post({ json: { refresh: person.refresh_token } }),
      ),
    );
    expect(statuses(answers)).toEqual({ 200: 5, 429: 7 });
    const limited = answers.find(({ status }) => status === 429);
    expect(limited?.headers.get('RateLimit-Policy')).toBe('"refresh";q=5;w=3600');
    expect(limited?.headers.get('RateLimit')).toMatch(/^"refresh";r=0;t=\d+$/);
    const good = answers.find(({ status }) => status === 200);
    expect(good?.headers.get('RateLimit-Policy')).toBe('"refresh";q=5;w=3600');
    const { refresh_token: current } = (await (good as Seen).json()) as { refresh_token: string };
    app.advance(HOUR);
    expect((await app.auth.token.refresh.$post({ json: { refresh: current } })).status).toBe(200);
  });
});

describe('the subject of a limit', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['::FFFF:CB00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:cb00:7107', '203.0.113.7'],
    ['0000:0000:0000:0000:0000:ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:0:203.0.113.7', '203.0.113.7'],
    ['64:ff9b::cb00:7107', '203.0.113.7'],
    ['::ffff:0.0.0.0', '0.0.0.0'],
    ['::fffe:cb00:7107', '0:0:0:0::/64'],
    ['64:ff9b:1::cb00:7107', '64:ff9b:1:0::/64'],
    ['2001:db8:1:2:0:ffff:cb00:7107', '2001:db8:1:2::/64'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['203.0.113.007', 'unknown'],
    ['203.0.113.7, 198.51.100.1', 'unknown'],
    ['anything', 'unknown'],
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

describe('the limits', () => {
  it('match the contract unless overridden', () => {
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
