import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { describe, expect, inject, it } from 'vitest';
import { consumeJobs } from '../../src/mail/consume-jobs.ts';
import { createServices } from '../../src/wiring/services.ts';
import { bringLedger } from '../support/ledger.ts';
import type { SeenRequest, Upset } from '../support/mail-providers.ts';
import { freshEmail, PASSWORD, register } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const SECOND = 1000;
type Provider = 'resend' | 'sendgrid';
const PATHS = { resend: '/emails', sendgrid: '/v3/mail/send' };
const KEYS = { resend: 're_', sendgrid: 'SG.' };

/** Drains the queue of an app through the configured mailer, which sends to the local provider. */
function post(app: TestApp, provider: Provider) {
  const key = KEYS[provider] + crypto.randomUUID();
  const server = inject('mailProviders')[provider];
  const vars = {
    EMAIL_PROVIDER: provider,
    EMAIL_API_KEY: key,
    EMAIL_API_URL: server + PATHS[provider],
    EMAIL_FROM: 'a@auth.example.com',
  };
  const logged: string[] = [];
  const ids = new Map<unknown, string>();
  const idOf = (body: unknown) => {
    const id = ids.get(body) ?? crypto.randomUUID();
    ids.set(body, id);
    return id;
  };
  const log = {
    info: (...line: unknown[]) => void logged.push(JSON.stringify(line)),
    warn: (...line: unknown[]) => void logged.push(JSON.stringify(line)),
    error: (event: string, error: unknown, fields?: object) =>
      void logged.push(
        JSON.stringify([
          event,
          String(error),
          error instanceof Error ? String(error.cause) : '',
          fields,
        ]),
      ),
  };

  /** Tries each message once; returns which were acknowledged and which are retried. */
  async function deliver(bodies: unknown[], attempts = 1, overrides: Record<string, string> = {}) {
    const services = createServices({
      env: { ...app.env, ...vars, ...overrides } as never,
      defer: () => undefined,
      clock: app.clock,
      log,
    });
    const batch = createMessageBatch(
      'latchkey-jobs',
      bodies.map((body) => ({ id: idOf(body), timestamp: new Date(0), attempts, body })),
    );
    await consumeJobs(batch, {
      handlers: services.handlers,
      recordDeadLetter: services.recordDeadLetter,
      log,
    });
    const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
    return { acked: explicitAcks.length, retried: retryMessages.length };
  }
  return {
    key,
    logged,
    deliver,
    seen: async () => (await fetch(`${server}/control/${key}`)).json<SeenRequest[]>(),
    upset: async (...upsets: Upset[]) =>
      void (await (
        await fetch(`${server}/control/${key}`, { method: 'PUT', body: JSON.stringify(upsets) })
      ).text()),
  };
}

/** The content that the provider received, whichever it was. */
const textOf = ({ body }: SeenRequest) =>
  String(body.text ?? (body.content as { value: string }[] | undefined)?.[0]?.value);
const codeIn = (text: string) => /\b\d{6}\b/.exec(text)?.[0] ?? '';
async function deadLetters(app: TestApp) {
  await bringLedger();
  const query = `select risk_level, metadata from audit_events
    where type = 'mail.dead_lettered'`;
  return (await app.env.DB.prepare(query).all()).results;
}

describe.each(['resend', 'sendgrid'] as const)('mail through %s', (provider) => {
  it('delivers the code that verifies an address', async () => {
    const app = createTestApp();
    const { deliver, seen } = post(app, provider);
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    expect(await deliver(app.queued)).toEqual({ acked: 1, retried: 0 });
    const [request] = await seen();
    const verified = await app.auth.email.verify.$post({
      json: {
        email,
        otp: codeIn(textOf(request as SeenRequest)),
      },
    });
    expect(verified.status).toBe(200);
  });

  it.each([
    ['/api/v1/auth/password/reset', 0],
    ['/api/v1/auth/forgot-password', 1],
    ['/api/v1/auth/otp/request', 1],
  ])(
    'sent by %s is retried until accepted, and retries do not count as new mails',
    async (path, codes) => {
      const app = createTestApp();
      const email = await register(app);
      const { deliver, seen, upset } = post(app, provider);
      await app.post(path, { email });
      const bodies = app.queued.splice(0);
      await upset({ status: 503 }, { status: 429, headers: { 'Retry-After': '1' } }, 'hang up');
      for (const attempts of [1, 2, 3]) {
        expect(await deliver(bodies, attempts)).toEqual({ acked: 0, retried: 1 });
        app.advance(5 * SECOND);
      }
      expect(await deliver(bodies, 4)).toEqual({ acked: 1, retried: 0 });
      const requests = await seen();
      expect(requests).toHaveLength(4);
      expect(codeIn(textOf(requests[3] as SeenRequest))).toHaveLength(6 * codes);
      expect(await deadLetters(app)).toEqual([]);

      // A second one within the minute exceeds the budget.
      await app.post(path, { email });
      expect(await deliver(app.queued)).toEqual({ acked: 1, retried: 0 });
      expect(await seen()).toHaveLength(4);
    },
  );

  it('is dropped at once when the provider rejects it for good, and the audit trail and the log record it', async () => {
    const app = createTestApp();
    const { deliver, seen, upset, logged } = post(app, provider);
    await app.auth.register.$post({ json: { email: freshEmail(), password: PASSWORD } });
    await upset({ status: 422, body: { name: 'validation_error', message: 'no' } });
    expect(await deliver(app.queued)).toEqual({ acked: 1, retried: 0 });
    expect(await seen()).toHaveLength(1);
    expect(await deadLetters(app)).toEqual([
      {
        risk_level: 'high',
        metadata: expect.stringContaining('"job_type":"password.registration"'),
      },
    ]);
    expect(logged.join('\n')).toMatch(/"outcome":"refused".*\n.*"outcome":"dead"/);
  });

  it('survives a wrong API key, and the key appears in no log', async () => {
    const app = createTestApp();
    const { deliver, seen, key, logged } = post(app, provider);
    await app.auth.register.$post({ json: { email: freshEmail(), password: PASSWORD } });
    expect(await deliver(app.queued, 1, { EMAIL_API_KEY: `old-${key}` })).toEqual({
      acked: 0,
      retried: 1,
    });
    expect(await deliver(app.queued, 2)).toEqual({ acked: 1, retried: 0 });
    expect(await seen()).toHaveLength(1);
    expect(await deadLetters(app)).toEqual([]);
    expect(logged).toHaveLength(2);
    expect(logged.join()).not.toContain(key);
  });
});

describe('a mail through resend whose response was lost', () => {
  it('is sent once, and its code works', async () => {
    const app = createTestApp();
    const { deliver, seen, upset } = post(app, 'resend');
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    await upset('lost');
    expect(await deliver(app.queued, 1)).toEqual({ acked: 0, retried: 1 });
    expect(await deliver(app.queued, 2)).toEqual({ acked: 1, retried: 0 });
    const [arrived, refused] = await seen();
    expect(refused?.headers['idempotency-key']).toBe(arrived?.headers['idempotency-key']);
    const verified = await app.auth.email.verify.$post({
      json: {
        email,
        otp: codeIn(textOf(arrived as SeenRequest)),
      },
    });
    expect(verified.status).toBe(200);
  });
});
