import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  runInDurableObject,
  waitOnExecutionContext,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { REPORTS_PER_MINUTE } from '../../src/operations/report-fault.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import worker from '../../src/worker.ts';
import { brokenDatabase } from '../support/faults.ts';
import { bearer, newcomer, signIn } from '../support/people.ts';
import { sentryProject } from '../support/sentry.ts';
import { createTestApp } from '../support/test-app.ts';

let minute = 0;

// Reports are counted per minute and isolate, on the machine's clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.UTC(2200, 0, 2) + ++minute * MINUTE);
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The Worker's own environment, reporting faults to a project of the local receiver. */
const reporting = (dsn: string, vars: Record<string, unknown> = {}) =>
  ({ ...env, SENTRY_DSN: dsn, ...vars }) as unknown as typeof env;

describe('a fault', () => {
  it('of a request is reported once, with its location and without the payload', async () => {
    const sentry = sentryProject(1);
    const app = createTestApp({ env: { SENTRY_DSN: sentry.dsn, DB: brokenDatabase() } });
    const answer = await app.post(
      '/api/v1/auth/login?from=hunter2',
      { email: 'ada@example.com', password: 'hunter2-Hunter2' },
      { Cookie: 'refresh_token=hunter2', 'X-Request-Id': 'request-1' },
    );
    expect(answer.status).toBe(503);
    const [received, ...others] = await sentry.received();
    expect(others).toEqual([]);
    expect(JSON.stringify(received)).not.toMatch(
      /hunter|ada@|203\.0\.113|cookie|user-agent"?:"?Mozilla/i,
    );
    const [event] = await sentry.events();
    expect(event).toMatchObject({
      level: 'error',
      environment: 'development',
      transaction: '/api/v1/auth/login',
      tags: {
        method: 'POST',
        route: '/api/v1/auth/login',
        status: 503,
        code: 'storage_unavailable',
        request_id: 'request-1',
      },
    });
    expect(event?.exception.values.map(({ value }) => value)).toContain('D1 is down');
    expect(event?.exception.values[0]?.stacktrace.frames.at(-1)?.filename).toContain('faults.ts');
    expect(event).not.toHaveProperty('request');
    expect(event).not.toHaveProperty('breadcrumbs');
    expect(event).not.toHaveProperty('server_name');
  });

  it('of a signed-in user names them by id only', async () => {
    const sentry = sentryProject(2);
    const ada = await newcomer(createTestApp());
    const broken = brokenDatabase() as D1Database;
    const DB = {
      prepare: (query: string) =>
        (query.includes('password_history') ? broken : env.DB).prepare(query),
    };
    const app = createTestApp({ env: { SENTRY_DSN: sentry.dsn, DB } });
    expect(
      (await app.fetch('/api/v1/auth/account/export', { headers: bearer(ada.access_token) }))
        .status,
    ).toBe(503);
    const [event] = await sentry.events();
    expect(event).toMatchObject({
      user: { id: ada.user.id },
      tags: { route: '/api/v1/auth/account/export' },
    });
    expect(Object.keys(event?.user ?? {})).toEqual(['id']);
  });

  it('is not reported when it is a refusal, and nothing is reported without a DSN', async () => {
    const sentry = sentryProject(3);
    const app = createTestApp({ env: { SENTRY_DSN: sentry.dsn } });
    expect((await app.fetch('/nowhere')).status).toBe(404);
    expect((await app.fetch('/api/v1/auth/me')).status).toBe(401);
    const fetched: string[] = [];
    const silent = createTestApp({
      env: { DB: brokenDatabase() },
      fetch: async (input) => {
        fetched.push(String(input));
        return new Response();
      },
    });
    expect(
      (await silent.post('/api/v1/auth/login', { email: 'ada@example.com', password: 'x' })).status,
    ).toBe(503);
    expect([await sentry.received(), fetched]).toEqual([[], []]);
  });

  it('of a job is reported on its first attempt, and again when it is dropped', async () => {
    const sentry = sentryProject(4);
    const ctx = createExecutionContext();
    const job = { type: 'nobody-knows', payload: { userId: 'u1' }, request_id: 'r1' };
    for (const attempts of [1, 2, 3]) {
      await worker.queue(
        createMessageBatch('latchkey-jobs', [{ id: 'm1', timestamp: 0, attempts, body: job }]),
        reporting(sentry.dsn),
        ctx,
      );
    }
    await worker.queue(
      createMessageBatch('latchkey-jobs-dead', [
        { id: 'm1', timestamp: 0, attempts: 1, body: job },
      ]),
      reporting(sentry.dsn),
      ctx,
    );
    await waitOnExecutionContext(ctx);
    const events = await sentry.events();
    expect(events.map(({ transaction, tags }) => ({ transaction, ...tags }))).toMatchObject([
      {
        transaction: 'job',
        job_type: 'nobody-knows',
        job_id: 'm1',
        attempts: 1,
        outcome: 'retried',
        request_id: 'r1',
      },
      {
        transaction: 'job',
        job_type: 'nobody-knows',
        job_id: 'm1',
        outcome: 'dead',
        request_id: 'r1',
      },
    ]);
  });

  it('of the cron run is reported, and still fails the run', async () => {
    const sentry = sentryProject(5);
    const ctx = createExecutionContext();
    const controller = createScheduledController({ cron: '0 0 * * *', scheduledTime: 0 });
    await expect(
      worker.scheduled(controller, reporting(sentry.dsn, { DB: brokenDatabase() }), ctx),
    ).rejects.toThrow();
    await waitOnExecutionContext(ctx);
    expect(await sentry.events()).toMatchObject([
      { transaction: 'cron', tags: { cron: '0 0 * * *', outcome: 'failed' } },
    ]);
  });

  it('of a guard is reported by its caller, or by its alarm', async () => {
    const sentry = sentryProject(6);
    const deaf = {
      getByName: () => ({ charge: () => Promise.reject(new Error('the object is overloaded')) }),
    };
    const app = createTestApp({ env: { SENTRY_DSN: sentry.dsn, ACCOUNT_GUARD: deaf } });
    expect(
      (await app.post('/api/v1/auth/login', { email: 'ada@example.com', password: 'x' })).status,
    ).toBe(503);
    expect(await sentry.events()).toHaveLength(1);

    const stub = env.ACCOUNT_GUARD.getByName('somebody');
    await stub.charge({
      lane: 'strangers',
      now: Date.now(),
      policy: { threshold: 1, duration: MINUTE },
    });
    await runInDurableObject(stub, async (guard, state) => {
      Object.assign(guard, { env: reporting(sentry.dsn) });
      state.storage.sql.exec('drop table sent_mails');
      await guard.alarm();
      expect(await state.storage.getAlarm()).not.toBeNull();
    });
    await expect.poll(() => sentry.events()).toHaveLength(2);
    expect((await sentry.events())[1]).toMatchObject({ transaction: 'guard_alarm' });
  });

  it('repeated a thousand times is reported a few times a minute', async () => {
    const sentry = sentryProject(7);
    const app = createTestApp({ env: { SENTRY_DSN: sentry.dsn, DB: brokenDatabase() } });
    const fail = () => app.post('/api/v1/auth/login', { email: 'ada@example.com', password: 'x' });
    await Promise.all(Array.from({ length: REPORTS_PER_MINUTE + 5 }, fail));
    expect(await sentry.received()).toHaveLength(REPORTS_PER_MINUTE);
    vi.setSystemTime(Date.UTC(2200, 0, 3));
    await fail();
    expect(await sentry.received()).toHaveLength(REPORTS_PER_MINUTE + 1);
  });

  it('is sampled', async () => {
    const sentry = sentryProject(8);
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.3);
    const fail = async (rate: string) => {
      const app = createTestApp({
        env: { SENTRY_DSN: sentry.dsn, SENTRY_SAMPLE_RATE: rate, DB: brokenDatabase() },
      });
      await app.post('/api/v1/auth/login', { email: 'ada@example.com', password: 'x' });
      return (await sentry.received()).length;
    };
    expect(await fail('0.25')).toBe(0);
    expect(await fail('0.35')).toBe(1);
    expect(await fail('0')).toBe(1);
    random.mockRestore();
  });

  it('affects no response when Sentry is down, which the log records', async () => {
    for (const dsn of [sentryProject(500).dsn, 'http://key@127.0.0.1:1/1']) {
      const app = createTestApp({ env: { SENTRY_DSN: dsn, DB: brokenDatabase() } });
      expect(
        (await app.post('/api/v1/auth/login', { email: 'ada@example.com', password: 'x' })).status,
      ).toBe(503);
      expect(app.logs.filter(({ event }) => event === 'fault_not_reported')).toHaveLength(1);
    }
  });

  it('reporting changes no successful response', async () => {
    const sentry = sentryProject(9);
    const app = createTestApp({ env: { SENTRY_DSN: sentry.dsn } });
    const ada = await newcomer(app);
    expect(await signIn(app, ada.email)).toHaveProperty('access_token');
    expect(await sentry.received()).toEqual([]);
  });
});
