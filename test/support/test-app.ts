import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env as realEnv } from 'cloudflare:workers';
import { createApp } from '../../src/app.ts';
import { consumeLedger } from '../../src/ledger/consume-ledger.ts';
import { consumeDeadJobs, consumeJobs } from '../../src/mail/consume-jobs.ts';
import type { Mail, Mailer } from '../../src/mail/mail.ts';
import type { argon2id } from '../../src/methods/password/argon2.ts';
import { kindOf } from '../../src/methods/password/hash-kinds.ts';
import { verifyDjangoHash } from '../../src/methods/password/verify-django-hash.ts';
import type { Log, LogFields } from '../../src/shared/log.ts';
import { createServices } from '../../src/wiring/services.ts';
import { assertDocumented } from './api-document.ts';
import { cheapArgon2 } from './cheap-argon2.ts';
import { takeLedger } from './ledger.ts';

export type TestEnv = Cloudflare.Env;
export type LogLine = {
  level: 'info' | 'warn' | 'error';
  event: string;
  error?: unknown;
  fields: LogFields;
};

/** Far ahead of the machine's clock, by which guards ring: what a test writes never expires under its hands. */
const START = Date.UTC(2200, 0, 1, 12);

export type TestAppOptions = {
  env?: Record<string, unknown>;
  fetch?: typeof globalThis.fetch;
  mailer?: Mailer;
  log?: Log;
  /** Hashes cheaply unless a test passes the real one. */
  argon2?: typeof argon2id;
  verifyImported?: typeof verifyDjangoHash;
};
export type TestApp = ReturnType<typeof createTestApp>;

/**
 * The service on the real bindings, with a clock that only the test moves, a queue that is worked off when the test says,
 * and a mailbox in memory. `vars` replace settings or bindings.
 */
export function createTestApp(options: TestAppOptions = {}) {
  const state = { now: START };
  const mails: Mail[] = [];
  const logs: LogLine[] = [];
  const queued: unknown[] = [];
  const clock = () => state.now;
  const sent: unknown[] = [];
  const log: Log = options.log ?? {
    info: (event, fields) => logs.push({ level: 'info', event, fields: fields ?? {} }),
    warn: (event, fields) => logs.push({ level: 'warn', event, fields: fields ?? {} }),
    error: (event, error, fields) =>
      logs.push({ level: 'error', event, error, fields: fields ?? {} }),
  };
  const hashes = { count: 0 };
  const argon2: typeof argon2id = (...args) => {
    hashes.count++;
    return (options.argon2 ?? cheapArgon2)(...args);
  };
  const imported: string[] = [];
  const verifyImported: typeof verifyDjangoHash = (password, hash, pause) => {
    imported.push(kindOf(hash));
    return (options.verifyImported ?? verifyDjangoHash)(password, hash, pause);
  };
  const send = async (body: unknown) => {
    queued.push(structuredClone(body));
    sent.push(body);
  };
  const queue = { send, metrics: () => realEnv.JOBS.metrics() };
  const points: AnalyticsEngineDataPoint[] = [];
  const dataset = { writeDataPoint: (point: AnalyticsEngineDataPoint) => void points.push(point) };
  const env = { ...realEnv, JOBS: queue, METRICS: dataset, ...options.env } as unknown as TestEnv;
  const mailer = options.mailer ?? (async (mail: Mail) => void mails.push(mail));
  const ports = {
    env,
    clock,
    mailer,
    log,
    argon2,
    verifyImported,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  };
  const servicesWith = (defer: (work: Promise<unknown>) => void) =>
    createServices({ ...ports, defer });
  const app = createApp((c) =>
    createServices({
      ...ports,
      defer: (work) => c.executionCtx.waitUntil(work),
      requestId: c.get('requestId') as string,
      signal: c.req.raw.signal,
    }),
  );

  /** Sends a request to `base` as a client at `ip` would, and waits for the work after its answer. */
  async function fetch(
    path: string,
    init: RequestInit & { ip?: string; settle?: boolean; base?: string } = {},
  ): Promise<Response> {
    const { ip = '203.0.113.7', settle = true, base = 'https://auth.test', ...rest } = init;
    const headers = new Headers(rest.headers);
    if (!headers.has('CF-Connecting-IP')) headers.set('CF-Connecting-IP', ip);
    const ctx = createExecutionContext();
    const response = await app.fetch(new Request(base + path, { ...rest, headers }), env, ctx);
    if (settle) await waitOnExecutionContext(ctx);
    await assertDocumented(
      app,
      rest.method ?? 'GET',
      new URL(path, 'https://auth.test').pathname,
      response,
    );
    return response;
  }

  /** Works off what was put on the queue, as the consumer does. Answers which messages were acknowledged and retried. */
  async function deliverJobs(kind: 'jobs' | 'dead' = 'jobs') {
    const outcome = { acked: 0, retried: 0 };
    const messages = queued.splice(0).map((body, index) => ({
      id: `job-${state.now}-${index}-${crypto.randomUUID()}`,
      timestamp: new Date(state.now),
      body,
      attempts: 1,
      ack: () => void outcome.acked++,
      retry: () => void outcome.retried++,
    }));
    const batch = {
      queue: 'latchkey-jobs',
      messages,
      ackAll: () => undefined,
      retryAll: () => undefined,
    } as unknown as MessageBatch;
    const late: Promise<unknown>[] = [];
    const services = servicesWith((work) => void late.push(work));
    await (kind === 'dead' ? consumeDeadJobs(batch, services) : consumeJobs(batch, services));
    await Promise.all(late);
    return outcome;
  }

  /** Brings to D1 what guards have sent, as the consumer of their queue does. */
  async function deliverLedger() {
    const outcome = { acked: 0, retried: 0 };
    const messages = takeLedger().map((body, index) => ({
      id: `ledger-${index}`,
      timestamp: new Date(state.now),
      body,
      attempts: 1,
      ack: () => void outcome.acked++,
      retry: () => void outcome.retried++,
    }));
    await consumeLedger(
      { messages },
      servicesWith(() => undefined),
    );
    return outcome;
  }

  const self = {
    app,
    env,
    mails,
    logs,
    queued,
    /** Every message that was ever put on the queue, worked off or not. */
    sent,
    /** What was written to Analytics Engine. */
    points,
    /** Password hashes computed so far. */
    hashes,
    /** The kinds of foreign hashes that were computed so far. */
    imported,
    clock,
    fetch,
    deliverJobs,
    deliverLedger,
    /** Moves the clock on, in milliseconds. */
    advance: (by: number) => {
      state.now += by;
    },
    /** The latest mail to an address, after the queue was worked off. */
    async lastMail(to: string): Promise<Mail> {
      await deliverJobs();
      const mail = mails.findLast((candidate) => candidate.to === to);
      if (mail === undefined) throw new Error(`no mail to ${to}`);
      return mail;
    },
    /** POSTs JSON. */
    post: (
      path: string,
      body: unknown,
      headers: Record<string, string> = {},
      init: { ip?: string; settle?: boolean } = {},
    ) =>
      self.fetch(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
        ...init,
      }),
  };
  return self;
}
