import { env } from 'cloudflare:workers';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { describe, expect, it } from 'vitest';
import { toExposition } from '../../src/figures/exposition.ts';
import { giveRoles } from '../support/edit-users.ts';
import {
  bearer,
  freshEmail,
  newcomerByMail,
  PASSWORD,
  refusal,
  registerByMail,
  signIn,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const METRICS_SECRET = 'a-secret-of-the-monitor-0123456789';
const vars = { LOGIN_SECOND_FACTOR: 'off', METRICS_SECRET };

const scrape = (app: TestApp, token: string | null = METRICS_SECRET) =>
  app.fetch('/api/v1/admin/metrics', token === null ? {} : { headers: bearer(token) });

/** The samples of each metric by name. */
async function read(app: TestApp) {
  const families = parsePrometheusTextFormat(await (await scrape(app)).text());
  return Object.fromEntries(families.map((family) => [family.name, family]));
}
const numberOf = (family?: { metrics: { value?: string }[] }) => Number(family?.metrics[0]?.value);

describe('GET /admin/metrics', () => {
  it('is text that Prometheus reads, with what has happened', async () => {
    const app = createTestApp({ env: vars });
    const { email, refresh_token: refresh } = await newcomerByMail(app);
    await app.auth.login.$post({ json: { email, password: WRONG } });
    await app.auth.login.$post({ json: { email: freshEmail(), password: PASSWORD } });
    await app.auth.token.refresh.$post({ json: { refresh } });
    await app.auth.password.reset.$post({ json: { email } });
    await app.deliverJobs();
    await app.deliverLedger();
    await app.handOverFigures();
    await app.servicesWith(() => undefined).flush();

    const answer = await scrape(app);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const text = await answer.text();
    const families = parsePrometheusTextFormat(text);
    const names = families.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, help, type, metrics } of families) {
      expect(help, name).toMatch(/^[A-Z].*\.$/);
      expect(type, name).toMatch(/^(COUNTER|GAUGE|HISTOGRAM)$/);
      if (type === 'COUNTER') expect(name).toMatch(/_total$/);
      for (const { value } of metrics)
        if (value !== undefined) expect(Number(value), name).toBeGreaterThanOrEqual(0);
    }
    // Each metric has its two lines before its samples, and the text ends its last line.
    expect(text.match(/^# TYPE /gm)).toHaveLength(text.match(/^# HELP /gm)?.length ?? 0);
    expect(text.endsWith('\n')).toBe(true);

    const metrics = await read(app);
    expect(metrics.auth_login_attempts_total).toMatchObject({
      type: 'COUNTER',
      metrics: [
        { labels: { method: 'password', status: 'invalid_credentials' }, value: '2' },
        { labels: { method: 'password', status: 'ok' }, value: '1' },
      ],
    });
    expect(metrics.auth_login_duration_seconds).toMatchObject({
      type: 'HISTOGRAM',
      metrics: [{ buckets: { '+Inf': '3' }, count: '3' }],
    });
    expect(metrics.auth_refreshes_total?.metrics).toEqual([
      { labels: { outcome: 'rotated' }, value: '1' },
    ]);
    expect(metrics.auth_active_sessions_total?.type).toBe('GAUGE');
    expect(numberOf(metrics.auth_active_sessions_total)).toBe(1);
    expect(numberOf(metrics.auth_password_reset_requests_total)).toBe(1);
    expect(numberOf(metrics.auth_sign_ups_total)).toBe(1);
    expect(numberOf(metrics.auth_users)).toBe(1);
    expect(numberOf(metrics.auth_last_flush_timestamp_seconds)).toBe(app.clock() / 1000);
    expect(metrics.auth_mails_total?.metrics).toEqual([
      { labels: { outcome: 'sent' }, value: '2' },
    ]);
  });

  it('has counters that never go down: when an isolate dies, a user is erased, hours are folded', async () => {
    const app = createTestApp({ env: vars });
    const { user, email } = await newcomerByMail(app);
    await app.auth.login.$post({ json: { email, password: WRONG } });
    await app.deliverLedger();
    await app.handOverFigures();
    const counters = async (by: TestApp) =>
      Object.values(await read(by))
        .filter(({ type }) => type === 'COUNTER')
        .flatMap(({ name, metrics }) =>
          metrics.map(
            ({ labels, value }) => [name, JSON.stringify(labels), Number(value)] as const,
          ),
        );
    const before = await counters(app);
    expect(before.length).toBeGreaterThan(15);
    const another = createTestApp({ env: vars });
    const client = { ipAddress: null, userAgent: 't', languages: null, city: null, country: null };
    await another
      .servicesWith(() => undefined)
      .eraseAccount({ user, by: null, client: { ...client, requestId: 'r' } });
    another.advance(50 * 86_400_000);
    await another.servicesWith(() => undefined).flush();
    const after = await counters(another);
    for (const [name, labels, value] of before) {
      const now = after.find((one) => one[0] === name && one[1] === labels);
      expect(now?.[2] ?? -1, name).toBeGreaterThanOrEqual(value);
    }
    expect(numberOf((await read(another)).auth_users)).toBe(0);
  });

  it('is for staff with two factors and for who knows the secret', async () => {
    const app = createTestApp({ env: { ...vars, STAFF_SECOND_FACTOR: 'required' } });
    expect((await scrape(app)).status).toBe(200);
    expect(await refusal(await scrape(app, null))).toEqual([401, 'token_missing']);
    const parts = [METRICS_SECRET.slice(1), METRICS_SECRET.slice(0, -1)];
    for (const wrong of [`${METRICS_SECRET}0`, ...parts, 'x'])
      expect(await refusal(await scrape(app, wrong)), wrong).toEqual([401, 'token_invalid']);
    const email = await registerByMail(app);
    const user = await signIn(app, email);
    expect(await refusal(await scrape(app, user.access_token))).toEqual([403, 'forbidden']);
    await giveRoles(['staff'], { email });
    const staff = await signIn(app, email);
    expect(await refusal(await scrape(app, staff.access_token))).toEqual([
      403,
      'second_factor_required',
    ]);
    const lax = createTestApp({ env: { ...vars, STAFF_SECOND_FACTOR: 'optional' } });
    expect((await scrape(lax, staff.access_token)).status).toBe(200);
    const closed = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'off' } });
    expect((await scrape(closed)).status).toBe(401);
    expect((await scrape(closed, '')).status).toBe(401);
  });

  it('answers without what a queue does not say', async () => {
    const broken = {
      metrics: async () => {
        throw new Error('the queue does not respond');
      },
    };
    const app = createTestApp({ env: { ...vars, JOBS: { ...env.JOBS, ...broken } } });
    const metrics = await read(app);
    expect(metrics.auth_queue_messages?.metrics.map(({ labels }) => labels?.queue)).toEqual([
      'ledger',
    ]);
    expect(metrics.auth_last_flush_timestamp_seconds).toBeUndefined();
  });
});

describe('the text format', () => {
  it('escapes what a label or a help could break it by', () => {
    const text = toExposition([
      {
        name: 'a_total',
        type: 'counter',
        help: 'One \\ two\nthree.',
        samples: [{ labels: { kind: 'a "b" \\ c\nd' }, value: 1 }],
      },
    ]);
    expect(text).toBe(
      '# HELP a_total One \\\\ two\\nthree.\n# TYPE a_total counter\na_total{kind="a \\"b\\" \\\\ c\\nd"} 1\n',
    );
    expect(parsePrometheusTextFormat(text)).toMatchObject([
      { metrics: [{ labels: { kind: 'a "b" \\ c\nd' } }] },
    ]);
  });
});
