import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Mail } from '../../src/mail/mail.ts';
import { createServices } from '../../src/wiring/services.ts';
import {
  bearer,
  freshEmail,
  from,
  newcomer,
  PASSWORD,
  register,
  tokenOf,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const previews = async (): Promise<Record<string, Mail>> =>
  Object.fromEntries(
    await Promise.all(
      createServices({ env, defer: () => undefined })
        .mailPreviews('en')
        .map(async ({ name, render }) => [name, await render()] as const),
    ),
  );

/** The text of a mail after its "Wasn’t you?", or all of it. */
const endOf = ({ text }: Mail) =>
  (text.split('Wasn’t you?')[1] ?? text).split('\n-- \n')[0]?.trim() ?? '';

const send = (app: TestApp, method: string, path: string, token: string, body: object) =>
  app.fetch(`/api/v1/auth${path}`, {
    method,
    headers: { ...bearer(token), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const mailWith = (app: TestApp, to: string, subject: string) => {
  const mail = app.mails.findLast((one) => one.to === to && one.subject.includes(subject));
  if (mail === undefined) throw new Error(`no mail about ${subject}`);
  return mail;
};

describe('every kind of mail', () => {
  it('shows no machine-readable times and no useless advice', async () => {
    for (const [name, { text, html }] of Object.entries(await previews())) {
      expect(text, name).not.toMatch(/\d{4}-\d\d-\d\dT/);
      expect(html, name).not.toMatch(/\d{4}-\d\d-\d\dT/);
      expect(text, name).not.toContain('look through your sessions');
    }
  });

  it('ends with the footer of its kind', async () => {
    const mails = await previews();
    const notices = [
      'new-device',
      'refresh-token-reused',
      'password-changed',
      'password-reset',
      'password-breached',
      'second-factor-enabled',
      'second-factor-disabled',
      'email-changed',
      'locked',
      'erased',
    ].map((name) => endOf(mails[name] as Mail));
    expect(new Set(notices).size).toBe(notices.length);
    for (const name of ['email-change-asked', 'email-changed']) {
      const mail = mails[name] as Mail;
      expect(mail.text).not.toMatch(/change your password|nothing to do/);
      expect(endOf(mail)).toContain('Keep this address');
    }
  });

  it('says whether the user or the team requested the reset', async () => {
    const { 'reset-link': own, 'reset-by-administrator': official } = await previews();
    expect(own?.text).toContain('Someone asked for a new password');
    expect(own?.text).toContain('Wasn’t you?');
    expect(official?.text).toContain('The team behind Latchkey asks you');
    expect(official?.text).not.toMatch(/Someone|Wasn’t you|ignore/);
  });

  it('prints every link it mentions in full, and each opens a page', async () => {
    const app = createTestApp();
    for (const [name, { text, html, links }] of Object.entries(await previews())) {
      if (/choose (?:a new|one|another)|unlock your|keep this address until/i.test(text))
        expect(links.length, name).toBeGreaterThan(0);
      for (const link of links) {
        const shown = link.replaceAll('&', '&amp;').replaceAll('?', '\\?');
        expect(html, name).toMatch(new RegExp(`>\\s*${shown}\\s*<`));
        const { pathname, search } = new URL(link);
        const page = await app.fetch(pathname + search, { headers: { Accept: 'text/html' } });
        // Pages say of a sample's link that it is dead when they are opened.
        const opened = pathname.startsWith('/account/') ? 303 : 200;
        const status = search.includes('token=') ? 401 : opened;
        expect([name, page.status]).toEqual([name, status]);
        // The account leads to sign in.
        if (status === 303) expect(page.headers.get('Location')).toMatch(/^\/sign-in\?/);
        else expect(page.headers.get('Content-Type')).toContain('text/html');
      }
    }
  });
});

describe('times in a mail', () => {
  it('use the locale and time zone of the recipient', async () => {
    const app = createTestApp();
    const email = await register(app, freshEmail(), { timezone: 'america/new_york' });
    expect(app.mails.at(-1)?.text).toMatch(/until .* at 0?7:00 \(Eastern Standard Time, UTC-5\)/);
    const login = { email, password: PASSWORD, token_delivery: 'body' } as const;
    const answer = await app.auth.login.$post({ json: login });
    const { access_token: token } = (await answer.json()) as { access_token: string };

    await send(app, 'PUT', '/mfa/email', token, { enabled: true, password: PASSWORD });
    const notice = await app.lastMail(email);
    expect(notice.text).toContain(
      'on Wednesday, 1 January 2200 at 07:00 (Eastern Standard Time, UTC-5).',
    );
    await send(app, 'PUT', '/mfa/email', token, { enabled: false, password: PASSWORD });
    await app.deliverJobs();

    const next = freshEmail();
    await send(app, 'POST', '/email/change', token, { new_email: next, password: PASSWORD });
    await app.deliverJobs();
    for (const mail of [mailWith(app, next, 'Confirm'), mailWith(app, email, 'about to change')])
      expect(mail.text).toContain('(Eastern Standard Time, UTC-5)');

    await app.auth.password.reset.$post({ json: { email } });
    expect((await app.lastMail(email)).text).toContain('08:00 (Eastern Standard Time, UTC-5)');
    for (let tries = 0; tries < 5; tries++)
      await app.auth.login.$post({ json: { email, password: 'wrong-Horse-7-battery' } });
    await app.deliverJobs();
    expect(mailWith(app, email, 'locked').text).toContain('07:30 (Eastern Standard Time, UTC-5)');

    await app.auth.account.$delete({ json: { password: PASSWORD } }, { headers: bearer(token) });
    await app.deliverJobs();
    expect(mailWith(app, email, 'erased').text).toContain('07:00 (Eastern Standard Time, UTC-5)');
  });
});

describe('the forgot-password page', () => {
  const press = (app: TestApp, email: string) =>
    pressForm(app, '/forgot-password', { email }, { ip: '198.51.100.20' });

  it('mails a link, and responds alike for known and unknown addresses', async () => {
    const app = createTestApp();
    const { email } = await newcomer(app);
    const known = await press(app, email);
    const unknown = await press(app, freshEmail());
    expect([known.status, await known.text()]).toEqual([unknown.status, await unknown.text()]);
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const reset = { token, new_password: 'another-Horse-8-battery' };
    expect((await app.auth.password.reset.confirm.$post({ json: reset })).status).toBe(200);
  });

  it('shows the form again for an invalid address, and is rate-limited like the API', async () => {
    const app = createTestApp({ env: { RATE_LIMITS: '' } });
    const wrong = await press(app, 'ada');
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('alert')]);
    const statuses = [];
    for (let times = 0; times < 4; times++) statuses.push((await press(app, 'a@b.de')).status);
    // Three a minute for one address of mail, five an hour for one address of the network.
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await press(app, 'c@b.de')).status).toBe(429);
    const json = { email: 'a@b.de' };
    const byApi = await app.auth.password.reset.$post({ json }, from('198.51.100.20'));
    expect(byApi.status).toBe(429);
  });
});
