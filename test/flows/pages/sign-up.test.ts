import { describe, expect, it } from 'vitest';
import { breachDigest } from '../../../src/methods/password/breach-check.ts';
import { createPageClient, type PageClient } from '../../support/page-client.ts';
import { freshEmail, PASSWORD, register, signIn } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { rowsOf } from '../../support/unproved.ts';

const TERMS = { TERMS_URL: 'https://app.test/terms', PRIVACY_URL: 'https://app.test/privacy' };
const SENT = 'Check your inbox';

async function fillIn(
  browser: PageClient,
  fields: Record<string, string | null>,
  path = '/sign-up',
) {
  return browser.submit(await browser.open(path), fields);
}

/** What a mail's link opens, in path and query. */
async function linkIn(app: TestApp, email: string): Promise<string> {
  const url = new URL((await app.lastMail(email)).links[0] ?? '');
  return url.pathname + url.search;
}

describe('the page that creates an account', () => {
  it('shows the rules of the configured policy before one is broken', async () => {
    const short = await createPageClient(createTestApp()).open('/sign-up');
    expect(short.status).toBe(200);
    expect(short.text).toContain('At least 8 characters');
    expect(short.text).toContain('An upper-case letter');
    const env = { PASSWORD_POLICY: 'length', PASSWORD_MIN_LENGTH: '20' };
    const long = await createPageClient(createTestApp({ env })).open('/sign-up');
    expect(long.text).toContain('At least 20 characters');
    expect(long.text).not.toContain('upper-case');
  });

  it('creates an account, says where the mail went, and keeps the address out of the URL', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    const email = freshEmail();
    const sent = await fillIn(browser, { email, display_name: 'Ada L', password: PASSWORD });
    expect([sent.status, sent.url, sent.h1]).toEqual([200, '/sign-up/sent', SENT]);
    expect(sent.text).toContain(email);
    expect((await browser.open('/sign-up/sent')).text).toContain(email);
    expect((await app.lastMail(email)).subject).toContain('Confirm your email address');
    expect(await rowsOf(email)).toMatchObject([{ verified: 0, has_password: 1 }]);
  });

  it('answers a taken address as a free one', async () => {
    const app = createTestApp();
    const [taken, free] = [await register(app), freshEmail()];
    const answers = [];
    for (const email of [taken, free]) {
      const browser = createPageClient(app);
      const page = await browser.open('/sign-up');
      const fields = { email, password: PASSWORD };
      const answer = await browser.submit(page, fields, { follow: false });
      const shown = await browser.open('/sign-up/sent');
      const names = [...answer.headers.keys()];
      const html = shown.html
        .replaceAll('<wbr/>', '')
        .replaceAll(email, 'x')
        .replaceAll(/csrf_token" value="[^"]*/g, '');
      answers.push({ status: answer.status, html, names, jar: [...browser.jar.keys()] });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect((await app.lastMail(taken)).subject).toContain('already have');
  });

  it('says everything that is wrong at its field, and keeps what was typed but the password', async () => {
    const browser = createPageClient(createTestApp({ env: TERMS }));
    const page = await fillIn(browser, {
      email: 'nobody',
      display_name: 'Ada',
      password: 'short',
      privacy_policy_accepted: 'yes',
    });
    expect(page.status).toBe(400);
    expect(page.title).toMatch(/^Error: /);
    expect(page.errors.email).toContain('name@example.com');
    expect(page.errors.password).toContain('keeps every rule');
    expect(page.errors.terms_accepted).toContain('terms of use');
    expect(page.errors.privacy_policy_accepted).toBeUndefined();
    expect(page.alerts).toHaveLength(1);
    const [form] = page.forms;
    const kept = { email: 'nobody', display_name: 'Ada', privacy_policy_accepted: 'yes' };
    expect(form?.fields).toMatchObject(kept);
    expect(form?.fields.password ?? '').toBe('');
    expect(page.html).not.toContain('value="short"');
    expect(form?.controls.password).toMatchObject({ 'aria-invalid': 'true' });
    expect(form?.controls.password?.['aria-describedby']).toBe('password-hint password-err');
  });

  it('says at the password what the use case refuses', async () => {
    const digest = breachDigest(PASSWORD);
    const range = async () => new Response(`${digest.slice(5)}:1`);
    const env = { BREACH_CHECK: 'reject', BREACH_CHECK_URL: 'https://range.test/range/' };
    const app = createTestApp({ env, fetch: range as typeof globalThis.fetch });
    const leaked = await fillIn(createPageClient(app), { email: freshEmail(), password: PASSWORD });
    expect([leaked.status, leaked.errors.password]).toEqual([
      400,
      expect.stringContaining('list of leaked passwords'),
    ]);
    const short = { email: freshEmail(), password: 'Ab1!xyz' };
    expect((await fillIn(createPageClient(app), short)).errors.password).toContain('Yours has 7.');
    const similar = await fillIn(createPageClient(app), {
      email: 'kowalewski@example.com',
      password: 'Kowalewski1!',
    });
    expect([similar.status, similar.errors.password]).toEqual([
      400,
      expect.stringContaining('further from your name'),
    ]);
  });

  it('asks for consent only where there is something to read, and records it', async () => {
    const app = createTestApp({ env: TERMS });
    const page = await createPageClient(app).open('/sign-up');
    expect(page.links.map(({ href }) => href)).toContain(TERMS.TERMS_URL);
    const email = freshEmail();
    const consent = { terms_accepted: 'yes', privacy_policy_accepted: 'yes' };
    await fillIn(createPageClient(app), { email, password: PASSWORD, ...consent });
    expect(await consentOf(app, email)).toEqual([true, true]);
    const bare = createTestApp();
    const without = await createPageClient(bare).open('/sign-up');
    expect(without.html).not.toContain('checkbox');
    const other = freshEmail();
    await fillIn(createPageClient(bare), { email: other, password: PASSWORD });
    expect(await consentOf(bare, other)).toEqual([false, false]);
  });

  it('takes the code of the mail instead of the link, and signs in', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    const email = freshEmail();
    const sent = await fillIn(browser, { email, password: PASSWORD }, '/sign-up?return_to=/x%3Fy');
    const [code = ''] = (await app.lastMail(email)).codes;
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    const done = await browser.submit(sent, { otp: spaced }, { press: 'Confirm my address' });
    expect(done.url).toBe('/x?y');
    expect([...browser.jar.keys()]).toContain('__Host-refresh_token');
    expect(await rowsOf(email)).toMatchObject([{ verified: 1 }]);
  });

  it('keeps the page after a wrong code', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    const email = freshEmail();
    const sent = await fillIn(browser, { email, password: PASSWORD });
    const wrong = await browser.submit(sent, { otp: '000001' }, { press: 'Confirm my address' });
    expect([wrong.status, wrong.errors.otp]).toEqual([401, expect.stringContaining('six digits')]);
    const none = await browser.submit(sent, { otp: 'abc' }, { press: 'Confirm my address' });
    expect([none.status, none.errors.otp]).toEqual([400, expect.stringContaining('six digits')]);
    const [code = ''] = (await app.lastMail(email)).codes;
    const done = await browser.submit(wrong, { otp: code }, { press: 'Confirm my address' });
    expect(done.url).toBe('/account/profile');
  });

  it('sends the mail again, with the way back, to whoever asks', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    const email = freshEmail();
    const sent = await fillIn(browser, { email, password: PASSWORD }, '/sign-up?return_to=/back');
    app.advance(61_000);
    await app.deliverJobs();
    const again = await browser.submit(sent, {}, { press: 'Send it again' });
    expect([again.url, again.statuses.length]).toEqual(['/sign-up/sent?return_to=%2Fback', 1]);
    const verify = await createPageClient(app).open(await linkIn(app, email));
    expect(verify.forms[0]?.fields.return_to).toBe('/back');
    const stranger = createPageClient(app, { ip: '203.0.113.8' });
    const asked = await stranger.submit(await stranger.open('/sign-up/resend'), {
      email: freshEmail(),
    });
    expect([asked.status, asked.h1]).toEqual([200, SENT]);
    const wrong = await stranger.submit(await stranger.open('/sign-up/resend'), { email: 'x' });
    expect([wrong.status, wrong.errors.email]).toEqual([400, expect.any(String)]);
  });

  it.each([
    ['an own path', '/account/data?a=b#c', '/account/data?a=b#c'],
    ['an allowed origin', 'https://app.test/in?x=1', 'https://app.test/in?x=1'],
    ['a foreign origin', 'https://evil.test/', null],
    ['a path that is a host', '//evil.test', null],
    ['a backslash', '/\\evil.test', null],
    ['a scheme that runs code', 'javascript:alert(1)', null],
  ])('carries %s through the mail', async (_, returnTo, kept) => {
    const app = createTestApp({ env: { RETURN_ORIGINS: 'https://app.test' } });
    const browser = createPageClient(app);
    const email = freshEmail();
    const path = `/sign-up?return_to=${encodeURIComponent(returnTo)}`;
    await fillIn(browser, { email, password: PASSWORD }, path);
    const link = await linkIn(app, email);
    expect(link).not.toContain('return_to');
    const verify = await browser.open(link);
    expect(verify.forms[0]?.fields.return_to ?? null).toBe(kept);
    const done = await browser.submit(verify, {}, { follow: false });
    if (kept?.startsWith('https:')) expect([done.status, done.refresh]).toEqual([200, kept]);
    else expect(done.headers.get('Location')).toBe(kept ?? '/account');
  });

  it('refuses a form that is not its own, and a way back that was put into it', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    const fields = { email: freshEmail(), password: PASSWORD };
    const page = await browser.open('/sign-up');
    const foreign = { headers: { Origin: 'null' } };
    expect((await browser.submit(page, fields, foreign)).status).toBe(403);
    expect((await browser.submit(page, { ...fields, csrf_token: 'x' })).status).toBe(403);
    expect((await createPageClient(app).submit(page, fields)).status).toBe(403);
    const tampered = { ...fields, return_to: 'https://evil.test/' };
    const sent = await browser.submit(page, tampered);
    expect(sent.url).toBe('/sign-up/sent');
    expect(JSON.stringify(app.sent)).not.toContain('evil.test');
  });

  it('makes one account of a double press', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    const email = freshEmail();
    const page = await browser.open('/sign-up');
    const twice = [0, 1].map(() => browser.submit(page, { email, password: PASSWORD }));
    for (const sent of await Promise.all(twice)) expect(sent.h1).toBe(SENT);
    const verify = await browser.open(await linkIn(app, email));
    expect((await browser.submit(verify)).url).toBe('/account/profile');
    expect((await signIn(app, email)).user.email).toBe(email);
  });
});

async function consentOf(app: TestApp, email: string): Promise<boolean[]> {
  const row = await app.env.DB.prepare(
    `select terms_accepted_at is not null as terms,
        privacy_policy_accepted_at is not null as privacy
      from users where email_normalized = ?`,
  )
    .bind(email)
    .first<{ terms: number; privacy: number }>();
  return [row?.terms === 1, row?.privacy === 1];
}
