import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { describe, expect, inject, it } from 'vitest';
import { consumeJobs } from '../../src/mail/consume-jobs.ts';
import { createServices } from '../../src/wiring/services.ts';
import { bringLedger } from '../support/ledger.ts';
import { freshEmail, PASSWORD } from '../support/people.ts';
import { readMail } from '../support/read-mail.ts';
import { RIGHT_PASSWORD, type SmtpAccount, type SmtpUpset } from '../support/smtp-server.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** Delivers queued mails by SMTP, to a server on this machine, as a user of its own. */
function post(app: TestApp) {
  const { port, control } = inject('smtp');
  const user = crypto.randomUUID();
  const lines: string[] = [];
  const note = (...line: unknown[]) =>
    void lines.push(line.map((part) => `${String(part)} ${JSON.stringify(part)}`).join(' '));
  const log = { info: note, warn: note, error: note };

  /** Tries each message once; returns which were acknowledged and which are retried. */
  async function deliver(attempts = 1, password = RIGHT_PASSWORD) {
    const vars = {
      EMAIL_PROVIDER: 'smtp',
      EMAIL_FROM: 'Latchkey <no-reply@auth.example.com>',
      SMTP_URL: `smtp://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    };
    const services = createServices({
      env: { ...app.env, ...vars } as never,
      defer: () => undefined,
      clock: app.clock,
      log,
    });
    const batch = createMessageBatch(
      'latchkey-jobs',
      app.queued.map((body, index) => ({
        id: `${user}-${index}`,
        timestamp: new Date(0),
        attempts,
        body,
      })),
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
    user,
    deliver,
    lines,
    mails: async () => (await (await fetch(`${control}/${user}`)).json<SmtpAccount>()).mails,
    upset: async (...upsets: SmtpUpset[]) =>
      void (await (
        await fetch(`${control}/${user}`, { method: 'PUT', body: JSON.stringify(upsets) })
      ).text()),
  };
}

async function deadLetters(app: TestApp) {
  await bringLedger();
  const query = "select metadata from audit_events where type = 'mail.dead_lettered'";
  return (await app.env.DB.prepare(query).all<{ metadata: string }>()).results;
}

const registered = async () => {
  const app = createTestApp();
  const email = freshEmail();
  await app.auth.register.$post({ json: { email, password: PASSWORD } });
  return { app, email };
};

describe('mail through smtp', () => {
  it('delivers the code and the link that verify an address', async () => {
    const { app, email } = await registered();
    const { deliver, mails, user } = post(app);
    expect(await deliver()).toEqual({ acked: 1, retried: 0 });
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail?.to).toEqual([email]);
    const { headers, text, html } = readMail(mail?.raw ?? '');
    expect(headers.get('message-id')).toEqual([`<${user}-0@auth.example.com>`]);
    for (const part of [text, html])
      expect(part).toMatch(/https:\/\/auth\.test\/verify-email\?token=[\w-]{20}/);
    const verified = await app.auth.email.verify.$post({
      json: { email, otp: /\b\d{6}\b/.exec(text)?.[0] ?? '' },
    });
    expect(verified.status).toBe(200);
  });

  it('is retried after a passing refusal, and arrives once', async () => {
    const { app } = await registered();
    const { deliver, mails, upset } = post(app);
    await upset({ at: 'recipient', reply: '451 4.3.0 busy' }, { at: 'sender', reply: 'hang up' });
    expect(await deliver(1)).toEqual({ acked: 0, retried: 1 });
    expect(await deliver(2)).toEqual({ acked: 0, retried: 1 });
    expect(await deliver(3)).toEqual({ acked: 1, retried: 0 });
    expect(await mails()).toHaveLength(1);
    expect(await deadLetters(app)).toEqual([]);
  });

  it('is given up at once when the server refuses it for good', async () => {
    const { app } = await registered();
    const { deliver, mails, upset, lines } = post(app);
    await upset({ at: 'recipient', reply: '550 5.1.1 no such user' });
    expect(await deliver()).toEqual({ acked: 1, retried: 0 });
    expect(await mails()).toEqual([]);
    expect(await deadLetters(app)).toEqual([
      { metadata: expect.stringContaining('"job_type":"password.registration"') },
    ]);
    expect(lines.join('\n')).toContain('SMTP server answered 550 5.1.1 to RCPT TO');
  });

  it('survives a wrong password, which appears in no log', async () => {
    const { app } = await registered();
    const { deliver, mails, lines } = post(app);
    expect(await deliver(1, 'hunter2/hunter2')).toEqual({ acked: 0, retried: 1 });
    expect(await deliver(2)).toEqual({ acked: 1, retried: 0 });
    expect(await mails()).toHaveLength(1);
    expect(lines.join('\n')).toContain('to AUTH PLAIN');
    expect(lines.join('\n')).not.toMatch(/hunter2|aHVudGVyMi9odW50ZXIy/);
    expect(await deadLetters(app)).toEqual([]);
  });
});
