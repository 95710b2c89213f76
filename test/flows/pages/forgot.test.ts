import { describe, expect, it } from 'vitest';
import { createPageClient } from '../../support/page-client.ts';
import { freshEmail, PASSWORD, register, signIn, tokenOf } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { rowsOf, signUp } from '../../support/unproved.ts';

const NEW = 'another-Horse-8-battery';
const DEAD = 'This link no longer works';

/** Asks for a link on the page, and returns what the mail's link opens. */
async function askFor(app: TestApp, email: string, from = '/forgot-password') {
  const browser = createPageClient(app);
  const sent = await browser.submit(await browser.open(from), { email });
  const token = tokenOf((await app.lastMail(email)).links[0]);
  return { browser, sent, token, link: `/reset-password?token=${token}` };
}

describe('the page that mails a reset link', () => {
  it('answers alike for known and unknown addresses, and mails only the known one', async () => {
    const app = createTestApp();
    const [known, unknown] = [await register(app), freshEmail()];
    const answers = [];
    for (const email of [known, unknown]) {
      const browser = createPageClient(app);
      const answer = await browser.submit(
        await browser.open('/forgot-password'),
        { email },
        { follow: false },
      );
      expect([answer.status, answer.headers.get('Location')]).toEqual([
        303,
        '/forgot-password/sent',
      ]);
      const { html } = await browser.open('/forgot-password/sent');
      answers.push(
        html
          .replaceAll('<wbr/>', '')
          .replaceAll(email, 'x')
          .replaceAll(/csrf_token" value="[^"]*/g, ''),
      );
    }
    expect(answers[0]).toBe(answers[1]);
    const before = app.mails.length;
    await app.deliverJobs();
    expect(app.mails.slice(before).map(({ to }) => to)).toEqual([known]);
  });

  it('asks again for an address that is none, and keeps what was typed', async () => {
    const browser = createPageClient(createTestApp());
    const page = await browser.submit(await browser.open('/forgot-password'), { email: 'nobody' });
    expect([page.status, page.errors.email]).toEqual([
      400,
      expect.stringContaining('full email address'),
    ]);
    expect(page.forms[0]?.fields.email).toBe('nobody');
  });

  it('says where the link went, and sends it again', async () => {
    const app = createTestApp();
    const email = await register(app);
    const { browser, sent } = await askFor(app, email);
    expect(sent.text).toContain(email);
    expect((await browser.open('/forgot-password/sent')).text).toContain(email);
    const before = app.mails.length;
    app.advance(61_000);
    await browser.submit(sent, {}, { press: 'Send it again' });
    await app.deliverJobs();
    expect(app.mails.slice(before).map(({ to }) => to)).toEqual([email]);
    const other = await createPageClient(app).open('/forgot-password/sent');
    expect([other.status, other.h1]).toEqual([200, 'Check your inbox']);
  });

  it('shares its limits with the API, by name too', async () => {
    const app = createTestApp({ env: { RATE_LIMITS: '{}' } });
    const email = freshEmail();
    const browser = createPageClient(app, { ip: '198.51.100.77' });
    const page = await browser.open('/forgot-password');
    for (let asked = 0; asked < 3; asked++)
      await browser.submit(page, { email }, { follow: false });
    const over = await browser.submit(page, { email });
    expect([over.status, over.h1]).toEqual([429, 'Too many attempts']);
    const json = { email: freshEmail() };
    const at = { headers: { 'CF-Connecting-IP': '198.51.100.77' } };
    await app.auth.password.reset.$post({ json }, at);
    expect((await app.auth.password.reset.$post({ json }, at)).status).toBe(429);
  });
});

describe('the page that resets a password', () => {
  it('names the account, for password managers too, and uses nothing up when opened', async () => {
    const app = createTestApp();
    const email = await register(app);
    const { browser, link } = await askFor(app, email);
    for (let scans = 0; scans < 3; scans++) await createPageClient(app).open(link);
    const page = await browser.open(link);
    expect([page.status, page.h1]).toEqual([200, 'Choose a new password']);
    expect(page.text).toContain(email);
    expect(page.text).toContain('Not one of your last 5 passwords');
    expect(page.forms[0]?.controls.username).toMatchObject({
      autocomplete: 'username',
      value: email,
    });
    const saved = await browser.submit(page, { password: NEW, confirmation: NEW });
    expect([saved.url, saved.statuses.join()]).toEqual([
      '/sign-in',
      expect.stringContaining('Your password is saved'),
    ]);
    expect((await signIn(app, email, { password: NEW })).user.email).toBe(email);
  });

  it('carries the way back, judged when it comes and when it is read', async () => {
    const env = { RETURN_ORIGINS: 'https://app.test' };
    const app = createTestApp({ env });
    const email = await register(app);
    const back = encodeURIComponent('https://app.test/in');
    const { link } = await askFor(app, email, `/forgot-password?return_to=${back}`);
    expect(link).not.toContain('return_to');
    const reader = createPageClient(app);
    const page = await reader.open(link);
    expect(page.forms[0]?.fields.return_to).toBe('https://app.test/in');
    const stricter = createPageClient(createTestApp());
    expect((await stricter.open(link)).forms[0]?.fields.return_to).toBeUndefined();
    const saved = await reader.submit(page, { password: NEW, confirmation: NEW });
    expect(saved.url).toBe(`/sign-in?return_to=${back}`);
    app.advance(61_000);
    const evil = encodeURIComponent('https://evil.test/');
    const { link: plain } = await askFor(app, email, `/forgot-password?return_to=${evil}`);
    expect((await reader.open(plain)).forms[0]?.fields.return_to).toBeUndefined();
  });

  it('explains a refused password at its field, and the link keeps working', async () => {
    const app = createTestApp();
    const email = await register(app);
    const { browser, link } = await askFor(app, email);
    const page = await browser.open(link);
    const tries = [
      [{ password: 'short', confirmation: 'other' }, 'keeps every rule', 'are different'],
      [{ password: PASSWORD, confirmation: PASSWORD }, 'haven’t used here before', undefined],
      [{ password: '', confirmation: '' }, 'Enter a password', undefined],
      [{ password: NEW, confirmation: `${NEW}x` }, undefined, 'are different'],
    ] as const;
    for (const [fields, atPassword, atConfirmation] of tries) {
      const refused = await browser.submit(page, fields);
      expect(refused.status).toBe(400);
      expect(refused.title).toMatch(/^Error: /);
      expect(refused.errors.password ?? '').toContain(atPassword ?? '');
      expect(refused.errors.confirmation ?? '').toContain(atConfirmation ?? '');
      expect([refused.errors.password === undefined, refused.errors.confirmation === undefined]) //
        .toEqual([atPassword === undefined, atConfirmation === undefined]);
      expect(refused.html).not.toContain(`value="${fields.password || '-'}"`);
    }
    const saved = await browser.submit(page, { password: NEW, confirmation: NEW });
    expect(saved.url).toBe('/sign-in');
  });

  it('says of a dead link that it is dead before anything is typed, and sends another', async () => {
    const app = createTestApp();
    const email = await register(app);
    const { browser, link } = await askFor(app, email);
    const page = await browser.open(link);
    await browser.submit(page, { password: NEW, confirmation: NEW });
    const twice = await browser.submit(page, { password: NEW, confirmation: NEW });
    const used = await browser.open(link);
    const madeUp = await browser.open('/reset-password?token=rst_made-up');
    const none = await browser.open('/reset-password');
    for (const dead of [twice, used, madeUp, none]) {
      expect([dead.status, dead.h1]).toEqual([401, DEAD]);
      expect(dead.html).not.toContain('type="password"');
      expect(dead.links.map(({ href }) => href)).toContain('/sign-in');
    }
    app.advance(61_000);
    const sent = await browser.submit(used, { email });
    expect([sent.url, sent.h1]).toEqual(['/forgot-password/sent', 'Check your inbox']);
    const next = tokenOf((await app.lastMail(email)).links[0]);
    expect((await browser.open(`/reset-password?token=${next}`)).status).toBe(200);
    app.advance(3_600_001);
    expect((await browser.open(`/reset-password?token=${next}`)).h1).toBe(DEAD);
  });

  it('is dead once a later link was used, or the account is gone', async () => {
    const app = createTestApp();
    const email = await register(app);
    const first = await askFor(app, email);
    app.advance(61_000);
    const second = await askFor(app, email);
    const fields = { password: NEW, confirmation: NEW };
    await second.browser.submit(await second.browser.open(second.link), fields);
    expect((await first.browser.open(first.link)).h1).toBe(DEAD);
    app.advance(61_000);
    const third = await askFor(app, email);
    await app.env.DB.prepare('update users set status = ? where email = ?')
      .bind('disabled', email)
      .run();
    expect((await third.browser.open(third.link)).h1).toBe(DEAD);
  });

  it('proves an address that was never verified', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await signUp(app, email);
    await app.deliverJobs();
    const { browser, link } = await askFor(app, email);
    const page = await browser.open(link);
    expect(page.text).toContain(email);
    await browser.submit(page, { password: NEW, confirmation: NEW });
    expect(await rowsOf(email)).toMatchObject([{ verified: 1 }]);
    expect((await browser.open(link)).h1).toBe(DEAD);
  });
});
