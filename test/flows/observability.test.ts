import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { editUsers } from '../support/edit-users.ts';
import { brokenDatabase, brokenKv } from '../support/faults.ts';
import { bearer, newcomer, PASSWORD, register, signIn, WRONG } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const AUTH = '/api/v1/auth';
const requests = (app: TestApp) => app.logs.filter(({ event }) => event === 'request');
const lastLine = (app: TestApp) => requests(app).at(-1);
/** What was counted under a name, as "outcome kind", in order. */
const counted = (app: TestApp, name: string) =>
  app.points
    .filter(({ blobs }) => blobs?.[0] === name)
    .map(({ blobs }) => `${blobs?.[1]} ${blobs?.[2]}`.trim());

function refresh(
  app: TestApp,
  token: string,
  { ip = '203.0.113.7', agent = 'Firefox' } = {},
): Promise<Response> {
  return app.post(`${AUTH}/token/refresh`, { refresh: token }, { 'User-Agent': agent }, { ip });
}

describe('the line of a request', () => {
  it('tells route, outcome, time and who it was', async () => {
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

  it('is one, whatever comes', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    const cases: [() => Promise<Response>, Record<string, unknown>][] = [
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
      [() => app.fetch(`${AUTH}/me`), { route: `${AUTH}/me`, status: 401, code: 'token_missing' }],
      [() => app.fetch('/verify-email?token=abc'), { route: '/verify-email', status: 401 }],
      [() => app.fetch(`${AUTH}/health/live`), { route: `${AUTH}/health/live`, status: 200 }],
      [
        () => app.post(`${AUTH}/login`, { email: ada.email, password: WRONG }),
        { status: 401, code: 'invalid_credentials' },
      ],
      [
        () => app.post(`${AUTH}/login`, { email: ada.email, password: PASSWORD }),
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

  it('names the owner of a refresh, and a network but no address', async () => {
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

  it('is an error with its cause where we failed, and the only one', async () => {
    const app = createTestApp({ env: { DB: brokenDatabase() } });
    await app.post(`${AUTH}/login`, { email: 'ada@example.com', password: 'x' });
    expect(app.logs).toMatchObject([
      { level: 'error', event: 'request', fields: { status: 503, code: 'storage_unavailable' } },
    ]);
    expect(app.logs[0]?.error).toBeInstanceOf(Error);
  });

  it('is there for a request whose handler throws what is no error', async () => {
    const app = createTestApp({ env: { ASSETS: { fetch: () => Promise.reject('thrown') } } });
    const answer = await app.fetch('/api/docs/viewers/swagger-ui.css');
    expect([answer.status, lastLine(app)?.level]).toEqual([500, 'error']);
  });

  it('is a warning that names the limit where one was hit', async () => {
    const app = createTestApp({ env: { RATE_LIMITS: '{"email_resend":{"limit":1}}' } });
    const send = () =>
      app.post(`${AUTH}/email/resend`, { email: 'ada@example.com' }, {}, { ip: '192.0.2.81' });
    await send();
    await send();
    expect(requests(app)).toMatchObject([
      { level: 'info' },
      { level: 'warn', fields: { status: 429, code: 'rate_limited', limit: 'email_resend' } },
    ]);
    expect(counted(app, 'limit')).toEqual(['exceeded email_resend']);
    const shield = { limit: async () => ({ success: false }) };
    const shut = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    await shut.post(`${AUTH}/email/resend`, { email: 'ada@example.com' });
    expect([lastLine(shut)?.fields.limit, counted(shut, 'limit')]).toEqual([
      'shield',
      ['exceeded shield'],
    ]);
  });
});

describe('the line of a job', () => {
  it('tells what became of it, and names the request that asked for it', async () => {
    const app = createTestApp();
    await app.post(
      `${AUTH}/register`,
      { email: 'ada@example.com', password: PASSWORD },
      { 'X-Request-Id': 'registering' },
    );
    await app.post(`${AUTH}/otp/request`, { email: 'nobody@example.com' });
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

  it('counts a mail that was refused as tried again, and one that was given up as dead', async () => {
    const app = createTestApp({
      mailer: () => Promise.reject(new Error('the provider said no to ada@example.com')),
    });
    await app.post(`${AUTH}/register`, { email: 'ada@example.com', password: PASSWORD });
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

describe('what is counted', () => {
  it('of sign-ins: how each ended, and by which way', async () => {
    const app = createTestApp();
    const email = await register(app);
    await signIn(app, email);
    await app.post(`${AUTH}/login`, { email, password: WRONG });
    await app.post(`${AUTH}/otp/verify`, { email, otp: '000000' });
    await app.post(`${AUTH}/exchange-token`, { exchange_token: 'xch_nothing' });
    await app.post(`${AUTH}/register`, { email: 'unverified@example.com', password: PASSWORD });
    await app.post(`${AUTH}/login`, { email: 'unverified@example.com', password: PASSWORD });
    await editUsers("status = 'disabled' where email = ?", email);
    await app.post(`${AUTH}/login`, { email, password: PASSWORD });
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
    await stepwise.post(`${AUTH}/login`, { email: other, password: PASSWORD });
    const [code] = (await stepwise.lastMail(other)).codes;
    await stepwise.post(`${AUTH}/login/otp-verify`, {
      email: other,
      otp: code,
      token_delivery: 'body',
    });
    expect(counted(stepwise, 'sign_in')).toEqual([
      'second_factor_asked password',
      'ok second_factor',
    ]);
    const down = createTestApp({ env: { DB: brokenDatabase() } });
    await down.post(`${AUTH}/login`, { email, password: PASSWORD });
    expect(counted(down, 'sign_in')).toEqual(['failed password']);
  });

  it('of lockouts: each once', async () => {
    const app = createTestApp();
    const email = await register(app);
    for (let tries = 0; tries < 7; tries++)
      await app.post(`${AUTH}/login`, { email, password: WRONG });
    expect(counted(app, 'lockout')).toEqual(['locked']);
    expect(counted(app, 'sign_in')).toEqual([
      ...Array(5).fill('invalid_credentials password'),
      ...Array(2).fill('locked password'),
    ]);
  });

  it('of refreshes: rotations, repetitions and refusals', async () => {
    const app = createTestApp({ env: { RATE_LIMITS: '{"refresh":{"limit":2}}' } });
    const ada = await newcomer(app);
    await refresh(app, ada.refresh_token);
    await refresh(app, ada.refresh_token);
    await refresh(app, 'forged');
    await app.fetch(`${AUTH}/token/refresh`, { method: 'POST' });
    await refresh(app, ada.refresh_token);
    await app.post(`${AUTH}/logout`, {}, bearer(ada.access_token));
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

  it('of reuse: what looks like an honest client apart from what looks like a thief', async () => {
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
        await refresh(app, tokens.refresh_token).then((answer) =>
          answer.json<{ refresh_token: string }>(),
        )
      ).refresh_token;
      app.advance(after);
      // Somebody went on with the successor: when the first was retired is forgotten.
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

  it('goes nowhere, and nothing breaks, without a dataset or with a broken one', async () => {
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
      expect((await app.fetch(`${AUTH}/health/live`)).status).toBe(200);
    }
  });
});

function signInWith(
  app: TestApp,
  email: string,
  agent: string,
): Promise<{ refresh_token: string }> {
  return app
    .post(
      `${AUTH}/login`,
      { email, password: PASSWORD, token_delivery: 'body' },
      { 'User-Agent': agent },
    )
    .then((answer) => answer.json());
}
