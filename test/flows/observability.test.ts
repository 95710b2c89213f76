import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { isSampled } from '../../src/http/log-sample.ts';
import { editUsers } from '../support/edit-users.ts';
import { brokenDatabase, brokenKv } from '../support/faults.ts';
import {
  type Answer,
  as,
  bearer,
  from,
  newcomer,
  PASSWORD,
  register,
  signIn,
  type Tokens,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const AUTH = '/api/v1/auth';
const requests = (app: TestApp) => app.logs.filter(({ event }) => event === 'request');
const lastLine = (app: TestApp) => requests(app).at(-1);
/** The data points of a metric, as "outcome kind", in order. */
const counted = (app: TestApp, name: string) =>
  app.points
    .filter(({ blobs }) => blobs?.[0] === name)
    .map(({ blobs }) => `${blobs?.[1]} ${blobs?.[2]}`.trim());

function refresh(
  app: TestApp,
  token: string,
  { ip = '203.0.113.7', agent = 'Firefox' } = {},
): Promise<Answer> {
  return app.auth.token.refresh.$post(
    { json: { refresh: token } },
    { headers: { 'User-Agent': agent, 'CF-Connecting-IP': ip } },
  );
}

describe('the log line of a request', () => {
  it('contains route, outcome, duration and user', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    const headers = { ...bearer(ada.access_token), 'X-Request-Id': 'my-request' };
    await app.fetch(`${AUTH}/sessions/00000000-0000-7000-8000-000000000000?q=1`, {
      method: 'DELETE',
      headers,
      ip: '198.51.100.23',
    });
    expect(lastLine(app)).toEqual({
      level: 'info',
      event: 'request',
      fields: {
        method: 'DELETE',
        route: `${AUTH}/sessions/:id`,
        status: 404,
        ms: expect.any(Number),
        code: 'not_found',
        user_id: ada.user.id,
        session_id: ada.session_id,
        request_id: 'my-request',
        address: '198.51.100.0/24',
      },
    });
  });

  it('is written once, whatever happens', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    const cases: [() => Promise<Answer>, Record<string, unknown>][] = [
      [() => app.fetch('/nowhere?token=x'), { route: 'unmatched', status: 404, code: 'not_found' }],
      [
        () => app.fetch(`${AUTH}/login`),
        { route: 'unmatched', status: 405, code: 'method_not_allowed' },
      ],
      [
        () =>
          app.fetch(`${AUTH}/login`, {
            method: 'POST',
            body: '{',
            headers: { 'Content-Type': 'application/json' },
          }),
        { code: 'invalid_json' },
      ],
      [
        () => app.fetch(`${AUTH}/login`, { method: 'POST', body: 'x'.repeat(70_000) }),
        { status: 413, code: 'body_too_large' },
      ],
      [
        () =>
          app.fetch(`${AUTH}/me`, { method: 'OPTIONS', headers: { Origin: 'https://auth.test' } }),
        { status: 204 },
      ],
      [() => app.auth.me.$get(), { route: `${AUTH}/me`, status: 401, code: 'token_missing' }],
      [() => app.fetch('/verify-email?token=abc'), { route: '/verify-email', status: 401 }],
      [() => app.auth.health.live.$get(), { route: `${AUTH}/health/live`, status: 200 }],
      [
        () => app.auth.login.$post({ json: { email: ada.email, password: WRONG } }),
        { status: 401, code: 'invalid_credentials' },
      ],
      [
        () => app.auth.login.$post({ json: { email: ada.email, password: PASSWORD } }),
        { status: 200, user_id: ada.user.id },
      ],
    ];
    for (const [send, fields] of cases) {
      app.logs.length = 0;
      app.points.length = 0;
      const { status } = await send();
      expect(requests(app)).toMatchObject([{ level: 'info', fields: { status, ...fields } }]);
      expect(counted(app, 'request')).toEqual([`${status} ${lastLine(app)?.fields.route}`]);
    }
  });

  it('names the owner of a refresh, and a network instead of an address', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    await refresh(app, ada.refresh_token, { ip: '2001:db8:1234:5678:9abc::1' });
    expect(lastLine(app)).toMatchObject({
      fields: { user_id: ada.user.id, session_id: ada.session_id, address: '2001:db8:1234::/48' },
    });
    expect(JSON.stringify(app.logs)).not.toContain('9abc');
    await refresh(app, ada.refresh_token, { ip: 'nonsense' });
    expect(lastLine(app)?.fields.address).toBeNull();
  });

  it('is a single error with its cause when the service fails', async () => {
    const app = createTestApp({ env: { DB: brokenDatabase() } });
    await app.auth.login.$post({ json: { email: 'ada@example.com', password: 'x' } });
    expect(app.logs).toMatchObject([
      { level: 'error', event: 'request', fields: { status: 503, code: 'storage_unavailable' } },
    ]);
    expect(app.logs[0]?.error).toBeInstanceOf(Error);
  });

  it('is written when a handler throws a value that is no Error', async () => {
    const app = createTestApp({ env: { ASSETS: { fetch: () => Promise.reject('thrown') } } });
    const answer = await app.fetch('/api/docs/viewers/swagger-ui.css');
    expect([answer.status, lastLine(app)?.level]).toEqual([500, 'error']);
  });

  it('is a warning that names the limit when one is exceeded', async () => {
    const app = createTestApp({ env: { RATE_LIMITS: '{"email_resend":{"limit":1}}' } });
    const send = () =>
      app.auth.email.resend.$post({ json: { email: 'ada@example.com' } }, from('192.0.2.81'));
    await send();
    await send();
    expect(requests(app)).toMatchObject([
      { level: 'info' },
      { level: 'warn', fields: { status: 429, code: 'rate_limited', limit: 'email_resend' } },
    ]);
    expect(counted(app, 'limit')).toEqual(['exceeded email_resend']);
    const shield = { limit: async () => ({ success: false }) };
    const shut = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    await shut.auth.email.resend.$post({ json: { email: 'ada@example.com' } });
    expect([lastLine(shut)?.fields.limit, counted(shut, 'limit')]).toEqual([
      'shield',
      ['exceeded shield'],
    ]);
  });
});

describe('the line of a routine request', () => {
  /** Sends one request of each routine route under this id; each must succeed. */
  async function sendRoutine(app: TestApp, ada: Awaited<ReturnType<typeof newcomer>>, id: string) {
    const headers = { 'X-Request-Id': id };
    const token = ada.access_token;
    const answers = [
      await app.fetch(`${AUTH}/me`, { headers: { ...headers, ...bearer(token) } }),
      await app.post(`${AUTH}/token/verify`, { token }, headers),
      await app.fetch(`${AUTH}/csrf`, { headers }),
      await app.post(`${AUTH}/token/refresh`, { refresh: ada.refresh_token }, headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  }

  it('is written for a share, whatever id the client sends, and each is counted', async () => {
    const app = createTestApp({ env: { LOG_SAMPLE: '0.5' } });
    const ada = await newcomer(app);
    app.logs.length = 0;
    app.points.length = 0;
    for (let times = 0; times < 16; times++) await sendRoutine(app, ada, 'chosen');
    expect(counted(app, 'request')).toHaveLength(64);
    const lines = requests(app);
    for (const { fields } of lines)
      expect(fields).toMatchObject({ sampled: 0.5, request_id: 'chosen' });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(64);
  });

  it('is chosen by the id of the request where we made it', async () => {
    const app = createTestApp({ env: { LOG_SAMPLE: '0.5' } });
    app.logs.length = 0;
    const ids: string[] = [];
    for (let times = 0; times < 16; times++)
      ids.push((await app.fetch(`${AUTH}/csrf`)).headers.get('X-Request-Id') ?? '');
    const logged = requests(app).map(({ fields }) => fields.request_id);
    expect(logged).toEqual(ids.filter((id) => isSampled(id, 0.5)));
  });

  it('is always written for a refusal, a limit and a fault, and for every other route', async () => {
    const app = createTestApp({
      env: { LOG_SAMPLE: '0', RATE_LIMITS: '{"csrf":{"limit":1}}' },
    });
    const ada = await newcomer(app);
    expect(requests(app).length).toBeGreaterThan(0);
    app.logs.length = 0;
    await sendRoutine(app, ada, 'quiet');
    expect(requests(app)).toEqual([]);
    await app.fetch(`${AUTH}/me`, { headers: bearer('x') });
    await app.post(`${AUTH}/token/verify`, {});
    await app.fetch(`${AUTH}/csrf`);
    await app.fetch(`${AUTH}/sessions`, { headers: bearer(ada.access_token) });
    await app.fetch(`${AUTH}/health/live`);
    await app.post(`${AUTH}/logout`, {}, bearer(ada.access_token));
    await refresh(app, ada.refresh_token);
    expect(
      requests(app).map(({ level, fields }) => [level, fields.status, fields.sampled]),
    ).toEqual([
      ['info', 401, undefined],
      ['info', 400, undefined],
      ['warn', 429, undefined],
      ['info', 200, undefined],
      ['info', 200, undefined],
      ['info', 200, undefined],
      ['info', 401, undefined],
    ]);
    const gone = { getByName: () => ({ rotate: () => Promise.reject(new Error('gone')) }) };
    const broken = createTestApp({ env: { LOG_SAMPLE: '0', ACCOUNT_GUARD: gone } });
    await refresh(broken, ada.refresh_token);
    expect(requests(broken)).toMatchObject([{ level: 'error', fields: { status: 503 } }]);
  });

  it('is written each time in development', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    app.logs.length = 0;
    await sendRoutine(app, ada, 'loud');
    expect(requests(app).map(({ fields }) => fields.sampled)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });
});

describe('the log line of a job', () => {
  it('reports the outcome and the id of the request that queued it', async () => {
    const app = createTestApp();
    await app.auth.register.$post(
      { json: { email: 'ada@example.com', password: PASSWORD } },
      { headers: { 'X-Request-Id': 'registering' } },
    );
    await app.auth.otp.request.$post({ json: { email: 'nobody@example.com' } });
    await app.deliverJobs();
    const jobs = app.logs.filter(({ event }) => event === 'job');
    expect(jobs.map(({ fields }) => [fields.job_type, fields.outcome, fields.mail]).sort()).toEqual(
      [
        ['email_otp.sign_in_code', 'done', null],
        ['password.registration', 'done', 'sent'],
      ],
    );
    const registration = jobs.find(({ fields }) => fields.mail === 'sent');
    expect(registration?.fields).toMatchObject({ request_id: 'registering', attempts: 1, ms: 0 });
    expect(counted(app, 'mail')).toEqual([`sent ${registration?.fields.job_type}`]);
    expect(counted(app, 'job').sort()).toEqual(
      jobs.map(({ fields }) => `done ${fields.job_type}`).sort(),
    );
  });

  it('records a rejected mail as a retry, and a dropped one as dead', async () => {
    const app = createTestApp({
      mailer: () => Promise.reject(new Error('the provider said no to ada@example.com')),
    });
    await app.auth.register.$post({ json: { email: 'ada@example.com', password: PASSWORD } });
    const [body] = app.queued;
    await app.deliverJobs();
    app.queued.push(body);
    await app.deliverJobs('dead');
    expect(counted(app, 'mail').map((point) => point.split(' ')[0])).toEqual(['retried', 'dead']);
    expect(counted(app, 'job').map((point) => point.split(' ')[0])).toEqual(['retried', 'dead']);
    expect(
      app.logs
        .filter(({ event }) => event === 'job')
        .map(({ level, fields }) => [level, fields.outcome]),
    ).toEqual([
      ['error', 'retried'],
      ['error', 'dead'],
    ]);
  });
});

describe('metrics', () => {
  it('count sign-ins by outcome and method', async () => {
    const app = createTestApp();
    const email = await register(app);
    await signIn(app, email);
    await app.auth.login.$post({ json: { email, password: WRONG } });
    await app.auth.otp.verify.$post({ json: { email, otp: '000000' } });
    await app.auth['exchange-token'].$post({ json: { exchange_token: 'xch_nothing' } });
    await app.auth.register.$post({
      json: { email: 'unverified@example.com', password: PASSWORD },
    });
    await app.auth.login.$post({ json: { email: 'unverified@example.com', password: PASSWORD } });
    await editUsers("status = 'disabled' where email = ?", email);
    await app.auth.login.$post({ json: { email, password: PASSWORD } });
    expect(counted(app, 'sign_in')).toEqual([
      'ok password',
      'invalid_credentials password',
      'invalid_code email_otp',
      'invalid_code exchange_token',
      'unverified password',
      'disabled password',
    ]);
    const stepwise = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const other = await register(stepwise);
    await stepwise.auth.login.$post({ json: { email: other, password: PASSWORD } });
    const [code] = (await stepwise.lastMail(other)).codes;
    await stepwise.auth.login['otp-verify'].$post({
      json: {
        email: other,
        otp: code,
        token_delivery: 'body',
      },
    });
    expect(counted(stepwise, 'sign_in')).toEqual([
      'second_factor_asked password',
      'ok second_factor',
    ]);
    const down = createTestApp({ env: { DB: brokenDatabase() } });
    await down.auth.login.$post({ json: { email, password: PASSWORD } });
    expect(counted(down, 'sign_in')).toEqual(['failed password']);
  });

  it('count each lockout once', async () => {
    const app = createTestApp();
    const email = await register(app);
    for (let tries = 0; tries < 7; tries++)
      await app.auth.login.$post({ json: { email, password: WRONG } });
    expect(counted(app, 'lockout')).toEqual(['locked']);
    expect(counted(app, 'sign_in')).toEqual([
      ...Array(5).fill('invalid_credentials password'),
      ...Array(2).fill('locked password'),
    ]);
  });

  it('count rotations, repeats and rejected refreshes', async () => {
    const app = createTestApp({ env: { RATE_LIMITS: '{"refresh":{"limit":2}}' } });
    const ada = await newcomer(app);
    await refresh(app, ada.refresh_token);
    await refresh(app, ada.refresh_token);
    await refresh(app, 'forged');
    await app.auth.token.refresh.$post({ json: {} });
    await refresh(app, ada.refresh_token);
    await app.auth.logout.$post({ json: {} }, as(ada));
    await refresh(app, ada.refresh_token);
    app.advance(8 * 24 * 3_600_000);
    await refresh(app, ada.refresh_token);
    expect(counted(app, 'refresh')).toEqual([
      'rotated',
      'repeated',
      'invalid',
      'missing',
      'limited',
      'ended',
      'expired',
    ]);
  });

  it('separate reuse by an honest client from reuse by a thief', async () => {
    const app = createTestApp();
    const GRACE = 30_000;
    const MINUTES = 60_000;
    const email = await register(app);
    async function reuse({
      after = GRACE + 2 * MINUTES,
      again = false,
      ...thief
    }: {
      after?: number;
      again?: boolean;
      ip?: string;
      agent?: string;
    }) {
      const tokens = await signInWith(app, email, 'Firefox');
      const first = (
        await refresh(app, tokens.refresh_token).then(
          (answer) => answer.json() as Promise<{ refresh_token: string }>,
        )
      ).refresh_token;
      app.advance(after);
      // The successor was used, so the time the first was retired is forgotten.
      if (again) await refresh(app, first);
      app.points.length = 0;
      expect((await refresh(app, tokens.refresh_token, thief)).status).toBe(401);
      await refresh(app, tokens.refresh_token, thief);
      const [outcome, second] = counted(app, 'refresh');
      expect(second).toBe('reused_again');
      return outcome;
    }
    expect(await reuse({})).toBe('reused_false_looking');
    expect(await reuse({ ip: '203.0.113.99' })).toBe('reused_false_looking');
    expect(await reuse({ after: GRACE + 5 * MINUTES })).toBe('reused_false_looking');
    expect(await reuse({ after: GRACE + 5 * MINUTES + 1 })).toBe('reused');
    expect(await reuse({ ip: '203.0.114.7' })).toBe('reused');
    expect(await reuse({ agent: 'curl' })).toBe('reused');
    expect(await reuse({ again: true })).toBe('reused');
    expect(app.logs.filter(({ event }) => event === 'refresh_token_reused')).toHaveLength(7);
    expect(app.logs.find(({ event }) => event === 'refresh_token_reused')).toMatchObject({
      level: 'warn',
      fields: { looks_false: true, late_ms: 2 * MINUTES, request_id: expect.any(String) },
    });
  });

  it('may be missing or broken without breaking anything', async () => {
    for (const METRICS of [
      undefined,
      {
        writeDataPoint: () => {
          throw new Error('too many');
        },
      },
    ]) {
      const app = createTestApp({
        env: { METRICS, KV: METRICS === undefined ? env.KV : brokenKv() },
      });
      expect((await app.auth.health.live.$get()).status).toBe(200);
    }
  });
});

async function signInWith(app: TestApp, email: string, agent: string): Promise<Tokens> {
  const answer = await app.auth.login.$post(
    { json: { email, password: PASSWORD, token_delivery: 'body' } },
    { headers: { 'User-Agent': agent } },
  );
  return (await answer.json()) as Tokens;
}
