import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Mailer } from '../../src/mail/mail.ts';
import { createMailbox, type MailboxMessage } from '../../src/mail/mailbox.ts';
import { takeConsole } from '../support/console.ts';
import { freshEmail, PASSWORD } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

const SECRET = 'the-secret-of-the-mailbox-0123456789';
const PATHS = ['/dev/mailbox', '/dev/mailbox/preview', '/dev/mailbox/preview/verification'];
/** The settings of [env.staging] in wrangler.toml, with the secret that a deployment generates. */
const STAGING = {
  ENVIRONMENT: 'staging',
  APP_NAME: 'Latchkey (staging)',
  EMAIL_PROVIDER: 'mailbox',
  RATE_LIMITS: '',
  MAILBOX_SECRET: SECRET,
};

const basic = (user: string, password: string) => ({
  Authorization: `Basic ${btoa(`${user}:${password}`)}`,
});
const staging = (overrides: Record<string, unknown> = {}) => {
  const mailer: Mailer = (mail, key) =>
    createMailbox(env.KV, () => Date.UTC(2200, 0, 1)).deliver(mail, key);
  return createTestApp({ env: { ...STAGING, ...overrides }, mailer });
};

describe('the staging mailbox', () => {
  it('lets a user sign up with a mail that was never sent', async () => {
    const app = staging();
    const email = freshEmail();
    const registered = await app.post('/api/v1/auth/register', { email, password: PASSWORD });
    expect(registered.status).toBe(201);
    await app.deliverJobs();
    const mailbox = await app.fetch(`/dev/mailbox?to=${email}`, {
      headers: basic('mailbox', SECRET),
    });
    const { messages } = (await mailbox.json()) as { messages: MailboxMessage[] };
    const verified = await app.post('/api/v1/auth/email/verify', { email, otp: messages[0]?.code });
    expect(verified.status).toBe(200);
    const signedIn = await app.post('/api/v1/auth/login', { email, password: PASSWORD });
    expect(signedIn.status).toBe(200);
  });

  it('opens every page to a caller with the secret, under the service’s name', async () => {
    const app = staging();
    for (const path of PATHS) {
      const page = await app.fetch(path, {
        headers: { Accept: 'text/html', ...basic('mailbox', SECRET) },
      });
      expect(page.status, path).toBe(200);
      expect(await page.text(), path).toContain('Latchkey (staging)');
    }
  });

  it.each([
    ['nothing', {}],
    ['a wrong secret', basic('mailbox', 'another-secret-of-the-mailbox-012345')],
    ['a part of the secret', basic('mailbox', SECRET.slice(0, -1))],
    ['the secret with a suffix', basic('mailbox', `${SECRET}x`)],
    ['another user', basic('admin', SECRET)],
    ['no user', basic('', SECRET)],
    ['no colon', { Authorization: `Basic ${btoa(SECRET)}` }],
    ['no base64', { Authorization: 'Basic ***' }],
    ['invalid UTF-8', { Authorization: `Basic ${btoa('mailbox:\xff\xfe')}` }],
    ['another scheme', { Authorization: `Bearer ${SECRET}` }],
  ])('responds to %s with a Basic challenge, and shows nothing', async (_, headers) => {
    const app = staging();
    for (const path of PATHS) {
      const refused = await app.fetch(path, { headers: headers as Record<string, string> });
      expect(refused.status, path).toBe(401);
      expect(refused.headers.get('WWW-Authenticate')).toMatch(/^Basic realm="mailbox"/);
      expect(await refused.json()).toMatchObject({ code: 'invalid_credentials' });
    }
  });

  it('limits attempts, even with the right secret', async () => {
    const asked: unknown[] = [];
    const limit = async (options: unknown) => ({ success: asked.push(options) <= 2 });
    const app = staging({ SHIELD: { limit } });
    const statuses: number[] = [];
    for (const password of ['a', 'b', 'c', SECRET])
      statuses.push(
        (await app.fetch('/dev/mailbox', { headers: basic('mailbox', password) })).status,
      );
    expect(statuses).toEqual([401, 401, 429, 429]);
    expect(asked[0]).toEqual({ key: '203.0.113.7' });
  });

  it('does not exist without a secret', async () => {
    const app = staging({ EMAIL_PROVIDER: 'cloudflare', MAILBOX_SECRET: '' });
    for (const path of PATHS) {
      const answer = await app.fetch(path, { headers: basic('mailbox', '') });
      expect(answer.status, path).toBe(404);
      expect(answer.headers.get('WWW-Authenticate')).toBeNull();
    }
  });

  it('is reported in the log where mails are kept but cannot be read', async () => {
    const lines = takeConsole();
    const app = staging({ MAILBOX_SECRET: '' });
    const answer = await app.fetch('/api/v1/auth/health/live');
    expect(await answer.json()).toMatchObject({ code: 'configuration_error' });
    expect(lines).toMatchObject([{ level: 'error', code: 'configuration_error' }]);
    expect(lines[0]?.error).toContain('MAILBOX_SECRET');
  });

  it('is open to all in development, with or without a secret', async () => {
    const app = createTestApp({ env: { MAILBOX_SECRET: SECRET } });
    for (const path of PATHS) expect((await app.fetch(path)).status, path).toBe(200);
  });
});
