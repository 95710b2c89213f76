import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { consumeJobs } from '../../src/mail/consume-jobs.ts';
import { handleJob } from '../../src/mail/job-queue.ts';
import { createMailbox } from '../../src/mail/mailbox.ts';
import { renderMail } from '../../src/mail/render-mail.tsx';
import { bringLedger } from '../support/ledger.ts';
import { freshEmail, PASSWORD } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

type Outcome = { id: string; acked: boolean; retriedAfter: number | null };

/** A batch of messages that record their outcome. */
function batchOf(bodies: { body: unknown; attempts: number }[]) {
  const outcomes: Outcome[] = [];
  const messages = bodies.map(({ body, attempts }, index) => {
    const outcome: Outcome = { id: `m${index}`, acked: false, retriedAfter: null };
    outcomes.push(outcome);
    return {
      id: outcome.id,
      body,
      attempts,
      timestamp: new Date(),
      ack: () => {
        outcome.acked = true;
      },
      retry: (options: { delaySeconds: number }) => {
        outcome.retriedAfter = options.delaySeconds;
      },
    };
  });
  return { batch: { queue: 'jobs', messages } as unknown as MessageBatch, outcomes };
}

describe('the job consumer', () => {
  it('retries failures with growing pauses, and continues with the rest', async () => {
    const done: string[] = [];
    const handler = handleJob(
      { type: 'greet', payload: z.object({ name: z.string() }) },
      async ({ name }) => {
        if (name === 'nobody') throw new Error('cannot greet nobody');
        done.push(name);
      },
    );
    const greet = (name: unknown, attempts = 1) => ({
      body: { type: 'greet', payload: { name } },
      attempts,
    });
    const { batch, outcomes } = batchOf([
      greet('nobody', 1),
      greet('ada'),
      greet('nobody', 3),
      greet(7),
      { body: 'poison', attempts: 1 },
      { body: { type: 'unknown' }, attempts: 1 },
      greet('grace'),
    ]);
    const { log } = silent();
    await consumeJobs(batch, { handlers: [handler], recordDeadLetter: async () => undefined, log });
    expect(done).toEqual(['ada', 'grace']);
    expect(outcomes.map(({ acked }) => acked)).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(outcomes.map(({ retriedAfter }) => retriedAfter)).toEqual([5, null, 20, 5, 5, 5, null]);
  });

  it('leaves an unsendable mail on the queue, and records a dropped one in the audit trail', async () => {
    const broken = createTestApp();
    const email = freshEmail();
    await broken.post('/api/v1/auth/register', { email, password: PASSWORD });
    const [message] = broken.queued;
    broken.queued.push({ type: 'nobody-knows' });
    expect(await broken.deliverJobs()).toEqual({ acked: 1, retried: 1 });
    broken.queued.push(message);
    expect(await broken.deliverJobs('dead')).toEqual({ acked: 1, retried: 0 });
    await bringLedger();
    const event = await env.DB.prepare(
      "select * from audit_events where type = 'mail.dead_lettered'",
    ).first<{
      metadata: string;
      risk_level: string;
    }>();
    expect(event?.risk_level).toBe('high');
    expect(JSON.parse(event?.metadata ?? '')).toMatchObject({ job_type: 'password.registration' });
    expect(event?.metadata).not.toContain('argon2');
  });
});

function silent() {
  const nothing = () => undefined;
  return { log: { info: nothing, warn: nothing, error: nothing } };
}

describe('a mail', () => {
  it('says the same in text and in HTML, and escapes user input', async () => {
    const letterhead = {
      appName: '<b>App</b>',
      appUrl: 'https://auth.test',
      color: null,
      supportUrl: null,
    };
    const envelope = { to: 'a@example.com', reader: { timezone: 'UTC' }, letterhead };
    const mail = await renderMail(envelope, {
      kind: 'verification',
      subject: 'Hello & <script>',
      blocks: [
        { kind: 'paragraph', text: '<img src=x onerror=alert(1)>' },
        { kind: 'link', label: 'Open', url: 'https://auth.test/?a=1&b="' },
        { kind: 'code', code: '012345' },
      ],
    });
    expect(mail.html).not.toMatch(/<script|<img|<b>/);
    expect(mail.text).toContain('https://auth.test/?a=1&b="');
    expect(mail.html).toContain('https://auth.test/?a=1&amp;b=&quot;');
    expect([mail.links, mail.codes]).toEqual([['https://auth.test/?a=1&b="'], ['012345']]);
    for (const text of ['012345', 'Open']) expect(mail.text).toContain(text);
  });

  it('of every kind has a preview, in development only', async () => {
    const app = createTestApp();
    const list = await (await app.fetch('/dev/mailbox/preview')).text();
    const names = [...list.matchAll(/preview\/([\w-]+)"/g)].map((match) => match[1]);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const [html, text] = [
        await app.fetch(`/dev/mailbox/preview/${name}`),
        await app.fetch(`/dev/mailbox/preview/${name}?as=text`),
      ];
      expect(html.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
      expect(await html.text()).toContain('Latchkey');
      expect(await text.text()).toMatch(/^Subject: .+\n\n/);
    }
    const staging = createTestApp({
      env: { ENVIRONMENT: 'staging', RATE_LIMITS: '', EMAIL_PROVIDER: 'cloudflare' },
    });
    expect(names).toEqual(
      expect.arrayContaining([
        'verification',
        'reset-link',
        'email-change',
        'email-changed',
        'address-in-use',
        'erased',
      ]),
    );
    for (const path of ['/dev/mailbox', '/dev/mailbox/preview', '/dev/mailbox/preview/locked'])
      expect((await staging.fetch(path)).status).toBe(404);
  });
});

describe('the mailbox', () => {
  it('shows the newest mails first, for one address or for all', async () => {
    let now = 1_800_000_000_000;
    const mailbox = createMailbox(env.KV, () => now);
    const mail = (to: string, subject: string) => ({
      to,
      subject,
      text: '',
      html: '',
      links: [],
      codes: [],
    });
    for (const [to, subject] of [
      ['Ada@example.com', '1'],
      ['grace@example.com', '2'],
      ['ada@example.com', '3'],
    ] as const) {
      await mailbox.deliver(mail(to, subject), subject);
      now += 1000;
    }
    expect((await mailbox.list('ADA@example.com')).map(({ subject }) => subject)).toEqual([
      '3',
      '1',
    ]);
    expect((await mailbox.list(undefined)).map(({ subject }) => subject)).toEqual(['3', '2', '1']);
  });
});
