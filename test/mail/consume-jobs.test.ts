import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { consumeDeadJobs, consumeJobs } from '../../src/mail/consume-jobs.ts';
import { createEnqueueJob, handleJob, type JobKind } from '../../src/mail/job-queue.ts';
import { mailDelayed, mailRefused } from '../../src/mail/mail-error.ts';
import type { Log, LogFields } from '../../src/shared/log.ts';
import worker from '../../src/worker.ts';
import { takeConsole } from '../support/console.ts';
import { bringLedger } from '../support/ledger.ts';

const greet: JobKind<{ name: string }> = { type: 'greet', payload: z.object({ name: z.string() }) };
const message = (id: string, body: unknown, attempts = 1) => ({ id, timestamp: 0, attempts, body });
const greeting = (id: string, name: string, attempts = 1) =>
  message(id, { type: 'greet', payload: { name } }, attempts);

function create({ recordFails = false } = {}) {
  const done: string[] = [];
  const dead: unknown[] = [];
  const recordDeadLetter = async (job: unknown) => {
    if (recordFails) throw new Error('D1 is down');
    dead.push(job);
  };
  const lines: { event: string; fields: LogFields | undefined; error?: unknown }[] = [];
  const log: Log = {
    info: (event, fields) => lines.push({ event, fields }),
    warn: (event, fields) => lines.push({ event, fields }),
    error: (event, error, fields) => lines.push({ event, error, fields }),
  };
  const handler = handleJob(greet, async ({ name }, key) => {
    if (name === 'fails') throw new Error('the provider said no');
    if (name === 'refused') throw mailRefused('Resend answered 422 validation_error');
    done.push(`${name} ${key}`);
  });
  async function consume(messages: ReturnType<typeof message>[]) {
    const batch = createMessageBatch('jobs', messages);
    await consumeJobs(batch, { handlers: [handler], recordDeadLetter, log });
    return getQueueResult(batch, createExecutionContext());
  }
  return { done, dead, lines, log, consume };
}

describe('queued jobs', () => {
  it('are each acknowledged when done, with the message id as their key', async () => {
    const { consume, done } = create();
    const result = await consume([greeting('m1', 'Ada'), greeting('m2', 'Grace')]);
    expect(result).toMatchObject({
      outcome: 'ok',
      explicitAcks: ['m1', 'm2'],
      retryMessages: [],
      ackAll: false,
    });
    expect(done).toEqual(['Ada m1', 'Grace m2']);
  });

  it('continue when one fails, and only that one is retried', async () => {
    const { consume, done, lines } = create();
    const result = await consume([
      greeting('m1', 'fails'),
      greeting('m2', 'Ada'),
      greeting('m3', 'fails'),
      greeting('m4', 'Grace'),
    ]);
    expect(result.explicitAcks.sort()).toEqual(['m2', 'm4']);
    expect(result.retryMessages.map(({ msgId }) => msgId).sort()).toEqual(['m1', 'm3']);
    expect(done).toEqual(['Ada m2', 'Grace m4']);
    expect(lines.find(({ error }) => error !== undefined)).toMatchObject({
      error: new Error('the provider said no'),
      event: 'job',
      fields: { job_type: 'greet', job_id: 'm1', attempts: 1, outcome: 'retried' },
    });
  });

  it('wait longer before each retry', async () => {
    const batch = createMessageBatch(
      'jobs',
      [1, 2, 3, 4, 5, 6].map((attempts) => greeting(`m${attempts}`, 'fails', attempts)),
    );
    // The result of a batch does not contain the delays.
    const retries = batch.messages.map((message) => vi.spyOn(message, 'retry'));
    await consumeJobs(batch, {
      handlers: [],
      recordDeadLetter: async () => undefined,
      log: create().log,
    });
    expect(retries.map(({ mock }) => mock.calls)).toEqual(
      [5, 10, 20, 40, 80, 160].map((delaySeconds) => [[{ delaySeconds }]]),
    );
  });

  it('are dropped once recorded when their mail is rejected for good, without delaying the others', async () => {
    const { consume, done, dead, lines } = create();
    const result = await consume([greeting('m1', 'refused'), greeting('m2', 'Ada')]);
    expect(result.explicitAcks.sort()).toEqual(['m1', 'm2']);
    expect(result.retryMessages).toEqual([]);
    expect(done).toEqual(['Ada m2']);
    expect(dead).toEqual([{ type: 'greet', id: 'm1', userId: null }]);
    expect(lines.map(({ fields }) => fields?.outcome).sort()).toEqual(['dead', 'done', 'refused']);
  });

  it('are retried while a rejection for good cannot be recorded', async () => {
    const { consume } = create({ recordFails: true });
    expect(await consume([greeting('m1', 'refused')])).toMatchObject({
      explicitAcks: [],
      retryMessages: [{ msgId: 'm1' }],
    });
  });

  it.each([
    ['shorter than ours', 3, 1, 5],
    ['longer than ours', 60, 1, 60],
    ['shorter than ours has grown to', 60, 5, 80],
    ['beyond reason', 86_400, 1, 900],
  ])(
    'wait as long as the provider asks: a pause %s',
    async (_, retryAfter, attempts, delaySeconds) => {
      const batch = createMessageBatch('jobs', [greeting('m1', 'Ada', attempts)]);
      const retry = vi.spyOn(batch.messages[0] as Message, 'retry');
      const handler = handleJob(greet, () =>
        Promise.reject(mailDelayed('Resend answered 429', { retryAfter })),
      );
      await consumeJobs(batch, {
        handlers: [handler],
        recordDeadLetter: async () => undefined,
        log: create().log,
      });
      expect(retry.mock.calls).toEqual([[{ delaySeconds }]]);
    },
  );

  it.each([
    ['nothing', null],
    ['a text', 'greet'],
    ['no type', { payload: {} }],
    ['an unknown type', { type: 'unknown', payload: {} }],
    ['an invalid payload', { type: 'greet', payload: { name: 1 } }],
    ['no payload', { type: 'greet' }],
  ])('with %s for a body are retried without delaying the others', async (_, body) => {
    const { consume, done } = create();
    const result = await consume([message('poison', body), greeting('m2', 'Ada')]);
    expect(result).toMatchObject({ explicitAcks: ['m2'], retryMessages: [{ msgId: 'poison' }] });
    expect(done).toEqual(['Ada m2']);
  });

  it('leave nothing of their payload in the log', async () => {
    const { consume, lines } = create();
    await consume([
      greeting('m1', 'hunter2'),
      message('m2', { type: 'greet', payload: { name: 5, code: 'hunter2' } }),
    ]);
    expect(lines).toHaveLength(2);
    expect(
      JSON.stringify(lines.map((line) => ({ ...line, error: String(line.error) }))),
    ).not.toContain('hunter2');
  });
});

describe('queueing a job', () => {
  it('sends its type and payload, and throws unavailable when the queue rejects it', async () => {
    const sent: unknown[] = [];
    const queue = { send: async (...args: unknown[]) => void sent.push(args) } as unknown as Queue;
    await createEnqueueJob(queue)(greet, { name: 'Ada' });
    expect(sent).toEqual([[{ type: 'greet', payload: { name: 'Ada' } }, { contentType: 'json' }]]);
    const down = { send: () => Promise.reject(new Error('queue is down')) } as unknown as Queue;
    await expect(createEnqueueJob(down)(greet, { name: 'Ada' })).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
  });
});

describe('dropped jobs', () => {
  const consume = async (queue: string, messages: ReturnType<typeof message>[]) => {
    const batch = createMessageBatch(queue, messages);
    const ctx = createExecutionContext();
    await worker.queue(batch, env, ctx);
    return getQueueResult(batch, ctx);
  };
  const audited = async () => {
    await bringLedger();
    const query = `select type, risk_level, user_id, actor_id, metadata from audit_events
      order by id`;
    return (await env.DB.prepare(query).all()).results;
  };

  it.each(['latchkey-jobs-dead', 'latchkey-staging-jobs-dead'])(
    'on %s are audited without their payload',
    async (queue) => {
      const lines = takeConsole();
      await env.DB.prepare(
        "insert into users (id, email, email_normalized, created_at, updated_at) values ('u1', 'a@b', 'a@b', 0, 0)",
      ).run();
      const result = await consume(queue, [
        message('m1', { type: 'greet', payload: { userId: 'u1', email: 'ada@example.com' } }),
        message('m2', 'unreadable hunter2'),
      ]);
      expect(result.explicitAcks).toEqual(['m1', 'm2']);
      const common = { type: 'mail.dead_lettered', risk_level: 'high', actor_id: null };
      const rows = (await audited()).sort((a, b) =>
        String(a.metadata).localeCompare(String(b.metadata)),
      );
      expect(rows).toEqual([
        { ...common, user_id: 'u1', metadata: '{"job_type":"greet","job_id":"m1"}' },
        { ...common, user_id: null, metadata: '{"job_type":"unreadable","job_id":"m2"}' },
      ]);
      expect(lines).toMatchObject([
        { level: 'error', event: 'job', job_id: 'm1', outcome: 'dead' },
        { level: 'error', event: 'job', job_id: 'm2', outcome: 'dead' },
      ]);
      expect(JSON.stringify(lines)).not.toMatch(/ada@example|hunter2/);
    },
  );

  it('are not audited while retries remain', async () => {
    const lines = takeConsole();
    const result = await consume('latchkey-jobs', [
      message('m1', { type: 'unknown', payload: {} }),
    ]);
    expect(result).toMatchObject({ explicitAcks: [], retryMessages: [{ msgId: 'm1' }] });
    expect(await audited()).toEqual([]);
    expect(lines).toMatchObject([{ level: 'error', job_id: 'm1', outcome: 'retried' }]);
  });

  it('stay on the queue when they cannot be recorded', async () => {
    const batch = createMessageBatch('dead', [greeting('m1', 'Ada')]);
    const recordDeadLetter = () => Promise.reject(new Error('D1 is down'));
    await expect(consumeDeadJobs(batch, { recordDeadLetter, log: create().log })).rejects.toThrow(
      'D1 is down',
    );
    expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toEqual([]);
  });
});
