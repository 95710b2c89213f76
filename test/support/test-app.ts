import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env as realEnv } from 'cloudflare:workers';
import { createApp } from '../../src/app.ts';
import { createAuthClient } from '../../src/client/client.ts';
import { handOver } from '../../src/figures/hand-over.ts';
import { createTally } from '../../src/figures/tally.ts';
import { isPlainHttpElsewhere } from '../../src/http/origin.ts';
import { consumeLedger } from '../../src/ledger/consume-ledger.ts';
import { consumeDeadJobs, consumeJobs } from '../../src/mail/consume-jobs.ts';
import type { Mail, Mailer } from '../../src/mail/mail.ts';
import type { argon2id } from '../../src/methods/password/argon2.ts';
import { kindOf } from '../../src/methods/password/hash-kinds.ts';
import { verifyDjangoHash } from '../../src/methods/password/verify-django-hash.ts';
import type { Log, LogFields } from '../../src/shared/log.ts';
import type { Timer } from '../../src/shared/timer.ts';
import { createServices } from '../../src/wiring/services.ts';
import { assertDocumented } from './api-document.ts';
import { cheapArgon2 } from './cheap-argon2.ts';
import { takeLedger } from './ledger.ts';
import { createMailbox } from './mailbox.ts';

/** Where the service runs. */
const ORIGIN = 'https://auth.test';

export type TestEnv = Cloudflare.Env;
export type LogLine = {
  level: 'info' | 'warn' | 'error';
  event: string;
  error?: unknown;
  fields: LogFields;
};

/** Far ahead of the machine's clock, which sets off guards' alarms: nothing expires in a test. */
const START = Date.UTC(2200, 0, 1, 12);

export type TestAppOptions = {
  env?: Record<string, unknown>;
  fetch?: typeof globalThis.fetch;
  mailer?: Mailer;
  log?: Log;
  /** Hashes cheaply unless a test passes the real one. */
  argon2?: typeof argon2id;
  verifyImported?: typeof verifyDjangoHash;
  /** What says that a call hangs; the system's by default. */
  timer?: Timer;
};
export type TestApp = ReturnType<typeof createTestApp>;

/** The settings as a key; null for an app with stand-ins of its own, whose people may differ. */
function settingsOf({ env = {}, argon2 = cheapArgon2 }: TestAppOptions): string | null {
  const isPlain = Object.values(env).every((value) => typeof value === 'string');
  return isPlain && argon2 === cheapArgon2 ? JSON.stringify(env) : null;
}

/** A stand-in for D1 serves as its own replica, unless it brings one. */
function withReplica(db: object): object {
  return 'withSession' in db ? db : { ...db, withSession: () => db };
}

/**
 * The service on the real bindings, with a clock that only the test moves, a queue that the test
 * drains, and a mailbox in memory. `env` replaces settings or bindings.
 */
export function createTestApp(options: TestAppOptions = {}) {
  const state = { now: START, ahead: 0 };
  const mails: Mail[] = [];
  const logs: LogLine[] = [];
  const queued: unknown[] = [];
  const clock = () => state.now;
  const wall = () => Date.now() + state.ahead;
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
  const bound = { ...realEnv, JOBS: queue, METRICS: dataset, ...options.env };
  const env = { ...bound, DB: withReplica(bound.DB) } as unknown as TestEnv;
  const mailbox = createMailbox(mails);
  const mailer = options.mailer ?? mailbox.mailer;
  const tally = createTally({ carried: false });
  const ports = {
    env,
    tally,
    clock,
    wall,
    mailer,
    log,
    argon2,
    verifyImported,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    ...(options.timer === undefined ? {} : { timer: options.timer }),
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

  /** Sends a request to `base` from `ip`, and waits for the work after its response. */
  async function fetch(
    path: string,
    init: RequestInit & { ip?: string; settle?: boolean; base?: string } = {},
  ): Promise<Response> {
    const { ip = '203.0.113.7', settle = true, base = ORIGIN, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (!headers.has('CF-Connecting-IP')) headers.set('CF-Connecting-IP', ip);
    const ctx = createExecutionContext();
    const response = await app.fetch(new Request(base + path, { ...rest, headers }), env, ctx);
    if (settle) await waitOnExecutionContext(ctx);
    // Of plain HTTP the document says one thing for all routes.
    if (!isPlainHttpElsewhere(base))
      await assertDocumented(app, rest.method ?? 'GET', new URL(path, ORIGIN).pathname, response);
    return response;
  }

  /** Drains the queue as the consumer does; returns how many messages were acked and retried. */
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
    const sort = mailbox.expect(messages.map(({ id }) => id));
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
    sort();
    return outcome;
  }

  // Late bound: a test that wraps `fetch` sees the client's requests too.
  const fetchAs =
    (how: { settle?: boolean }) =>
    (input: RequestInfo | URL, init?: RequestInit): Promise<Response> =>
      self.fetch(String(input).slice(ORIGIN.length), { ...init, ...how });
  const client = createAuthClient(ORIGIN, { fetch: fetchAs({}) });
  /** Brings to D1 what guards have sent, or these messages, as the consumer of their queue does. */
  async function deliverLedger(given = takeLedger()) {
    const outcome = { acked: 0, retried: 0 };
    const messages = given.map((body, index) => ({
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
    /** The typed client, over `fetch`: `app.client.api.v1.auth.login.$post({ json })`. */
    client,
    /** The routes of the typed client below `/api/v1/auth`. */
    auth: client.api.v1.auth,
    /** Those below `/api/v1/admin`. */
    admin: client.api.v1.admin,
    /** Options of one call of the client that does not wait for the work after the response. */
    unsettled: { fetch: fetchAs({ settle: false }) },
    env,
    /** What was mailed, in the order in which it was queued. */
    mails,
    logs,
    queued,
    /** Every message ever put on the queue, consumed or not. */
    sent,
    /** Data points written to Analytics Engine. */
    points,
    /** Password hashes computed so far. */
    hashes,
    /** Kinds of foreign hashes computed so far. */
    imported,
    clock,
    wall,
    /** Its settings as a key; null if it has stand-ins beside them. */
    settings: settingsOf(options),
    /** Another app of these settings. */
    twin: () => createTestApp({ env: options.env ?? {} }),
    /** The services of one batch or command, with the ports of this app. */
    servicesWith,
    fetch,
    deliverJobs,
    deliverLedger,
    /** Brings to D1 what this app has counted, as an isolate does within a minute. */
    handOverFigures: () =>
      handOver({ tally, clock, figures: () => servicesWith(() => undefined).stores.figures }),
    /** Moves the clock forward by milliseconds. */
    advance: (by: number) => {
      state.now += by;
    },
    /**
     * Moves the clock that deadlines of changes go by, in milliseconds: ahead of D1's, or behind
     * it.
     */
    advanceWall: (by: number) => {
      state.ahead += by;
    },
    /** Drains the queue and returns the latest mail to an address, by default of any kind. */
    async lastMail(to: string, isMeant: (mail: Mail) => boolean = () => true): Promise<Mail> {
      await deliverJobs();
      const mail = mails.findLast((candidate) => candidate.to === to && isMeant(candidate));
      if (mail === undefined) throw new Error(`no mail to ${to}`);
      return mail;
    },
    /** POSTs JSON to a raw path. Flows use `client` instead. */
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
