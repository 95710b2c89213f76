import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Mail } from '../../src/mail/mail.ts';
import { createMailbox } from '../../src/mail/mailbox.ts';
import { createTestApp } from '../support/test-app.ts';

const mail = (to: string, subject: string): Mail => ({
  to,
  subject,
  text: 't',
  html: '<p>t</p>',
  links: [],
  codes: ['123456'],
});

function create() {
  const state = { now: Date.UTC(2030, 0, 1) };
  const mailbox = createMailbox(env.KV, () => state.now);
  let key = 0;
  async function deliver(to: string, subject: string): Promise<void> {
    state.now += 1;
    key++;
    await mailbox.deliver(mail(to, subject), `key-${key}`);
  }
  const subjects = async (to?: string) => (await mailbox.list(to)).map(({ subject }) => subject);
  return { state, mailbox, deliver, subjects };
}

describe('the development mailbox', () => {
  it('shows the newest mails first, for all addresses or for one', async () => {
    const { deliver, subjects } = create();
    await deliver('zoe@example.com', 'one');
    await deliver('ada@example.com', 'two');
    await deliver('zoe@example.com', 'three');
    await deliver('ada@example.com', 'four');
    expect(await subjects()).toEqual(['four', 'three', 'two', 'one']);
    expect(await subjects('zoe@example.com')).toEqual(['three', 'one']);
    expect(await subjects(' ADA@Example.com ')).toEqual(['four', 'two']);
    await deliver('ada@xn--mnchen-3ya.de', 'five');
    expect(await subjects('ada@münchen.de')).toEqual(['five']);
  });

  it('keeps addresses apart', async () => {
    const { deliver, subjects } = create();
    await deliver('ada@example.com', 'hers');
    await deliver('ada@example.com.au', 'not hers');
    expect(await subjects('ada@example.com')).toEqual(['hers']);
    for (const other of ['ada', 'ada@example.co', '', '*'])
      expect(await subjects(other)).toEqual([]);
  });

  it('shows a mail in full, with its time', async () => {
    const { deliver, mailbox } = create();
    await deliver('Ada@example.com', 'hello');
    expect(await mailbox.list(undefined)).toEqual([
      { ...mail('Ada@example.com', 'hello'), code: '123456', sent_at: '2030-01-01T00:00:00.001Z' },
    ]);
  });

  it('shows at most fifty', async () => {
    const { deliver, subjects } = create();
    for (let count = 1; count <= 55; count++) await deliver('ada@example.com', `${count}`);
    const shown = await subjects('ada@example.com');
    expect([shown.length, shown[0], shown.at(-1)]).toEqual([50, '55', '6']);
  });

  it('shows Arabic mails on English pages', async () => {
    const app = createTestApp();
    const page = await app.fetch('/dev/mailbox/preview/verification?lang=ar');
    const text = await page.text();
    expect(text).toMatch(/^<!doctype html><html lang="en" dir="ltr">/);
    expect(text).toMatch(/<bdi lang="ar">[^<]*[\u0600-\u06ff]/);
  });

  it('is served as JSON and as a page, in development only', async () => {
    const app = createTestApp();
    await createMailbox(env.KV, app.clock).deliver(mail('ada@example.com', '<b>bold</b>'), 'k');
    const json = await app.fetch('/dev/mailbox?to=ada@example.com');
    expect(await json.json()).toMatchObject({
      messages: [{ subject: '<b>bold</b>', code: '123456' }],
    });
    const page = await app.fetch('/dev/mailbox', { headers: { Accept: 'text/html' } });
    expect(await page.text()).toContain('&lt;b&gt;bold&lt;/b&gt;');
    for (const ENVIRONMENT of ['staging', 'production']) {
      const elsewhere = createTestApp({
        env: { ENVIRONMENT, RATE_LIMITS: '', EMAIL_PROVIDER: 'cloudflare' },
      });
      for (const path of ['/dev/mailbox', '/dev/mailbox/preview'])
        expect((await elsewhere.fetch(path)).status).toBe(404);
    }
  });
});
