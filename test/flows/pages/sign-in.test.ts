import { UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { isolateCounters } from '../../../src/limits/counters.ts';
import { editUsers } from '../../support/edit-users.ts';
import { brokenDatabase, brokenKv } from '../../support/faults.ts';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { freshEmail, mailedToken, PASSWORD, register, WRONG } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

const NAME = 'email_or_username';
const ALLOWED = { RETURN_ORIGINS: 'https://app.example' };

/** Fills in the page to sign in with. */
const give = (
  browser: PageClient,
  page: OpenPage,
  name: string,
  password = PASSWORD,
  more: Record<string, string> = {},
) =>
  browser.submit(page, { [NAME]: name, password, ...more }, { action: '/sign-in', follow: false });

describe('/sign-in', () => {
  it('signs in by address and password, and leads to the account', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in');
    expect([page.status, page.h1, page.lang]).toEqual([200, 'Sign in to Latchkey', 'en']);
    expect(page.forms[0]?.controls[NAME]).toMatchObject({
      autocomplete: 'username webauthn',
      autocapitalize: 'none',
    });
    expect(page.forms[0]?.controls.password?.autocomplete).toBe('current-password');
    expect(page.text).toContain('Stay signed in for 14 days');
    const done = await give(browser, page, email);
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/account']);
    expect((await browser.open('/sign-in')).text).toContain(email);
  });

  it('takes a username, in any case, and spaces around a name', async () => {
    const app = createTestApp();
    const username = `ada.${crypto.randomUUID().slice(0, 8)}`;
    await register(app, freshEmail(), { username });
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in');
    const done = await give(browser, page, ` ${username.toUpperCase()} `);
    expect(done.status).toBe(303);
  });

  it('remembers for as long as it says, only if asked to', async () => {
    const app = createTestApp({ env: { REFRESH_TOKEN_TTL_REMEMBER: '2592000' } });
    const email = await register(app);
    const livesFor = async (more: Record<string, string>) => {
      const browser = createPageClient(app);
      const page = await browser.open('/sign-in');
      expect(page.text).toContain('Stay signed in for 30 days');
      const done = await give(browser, page, email, PASSWORD, more);
      const cookie = done.headers.getSetCookie().find((one) => one.includes('refresh_token='));
      return /Max-Age=(\d+)/.exec(cookie ?? '')?.[1];
    };
    expect(await livesFor({ remember_me: 'true' })).toBe('2592000');
    expect(await livesFor({})).toBe('604800');
  });

  it('says the same for a wrong password and for an unknown name, and keeps the name', async () => {
    const app = createTestApp();
    const email = await register(app);
    const unknown = freshEmail();
    const refuse = async (name: string) => {
      const browser = createPageClient(app);
      const page = await browser.open('/sign-in?return_to=/account/data');
      const refused = await give(browser, page, name, WRONG, { remember_me: 'true' });
      expect(refused.forms[0]?.fields).toMatchObject({
        [NAME]: name,
        remember_me: 'true',
        return_to: '/account/data',
        password: '',
      });
      const html = refused.html
        .replaceAll(name, 'NAME')
        .replaceAll(/value="[\da-f]{32}\.[^"]+"/g, 'value="TOKEN"')
        .replaceAll(/challenge&quot;:&quot;[^&]+/g, 'challenge');
      return { status: refused.status, html, refused };
    };
    const known = await refuse(email);
    expect([known.status, known.html]).toEqual([401, (await refuse(unknown)).html]);
    const { refused } = known;
    expect(refused.title).toBe('Error: Sign in · Latchkey');
    expect(refused.alerts[0]).toContain('We couldn’t sign you in');
    expect(refused.alerts[0]).toContain('After 5 wrong tries in a row');
    expect(refused.errors.password).toContain('Enter your password again.');
    expect(refused.forms[0]?.controls.password?.['aria-invalid']).toBe('true');
  });

  it('names what is missing', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in');
    const refused = await give(browser, page, '', '');
    expect(refused.status).toBe(400);
    expect(refused.errors).toEqual({
      [NAME]: 'Error: Enter your email address or username.',
      password: 'Error: Enter your password.',
    });
    expect(refused.alerts[0]).toContain('2 things need another look');
  });

  it('pauses after five wrong tries, known name or not, and shows ways on', async () => {
    const app = createTestApp();
    const email = await register(app);
    const texts = await Promise.all(
      [email, freshEmail()].map(async (name) => {
        const browser = createPageClient(app);
        const page = await browser.open('/sign-in');
        for (let tries = 0; tries < 5; tries++) await give(browser, page, name, WRONG);
        const locked = await give(browser, page, name);
        expect(locked.status).toBe(403);
        expect(locked.headers.get('Retry-After')).toBe('1800');
        expect(locked.links.map(({ href }) => href)).toContain('/forgot-password');
        return locked.alerts[0];
      }),
    );
    expect(texts[0]).toContain('You can try your password again in 30 minutes.');
    expect(texts[1]).toBe(texts[0]);
  });

  it('tells a disabled account only after the right password, with help if there is any', async () => {
    const app = createTestApp({ env: { SUPPORT_URL: 'https://help.example/' } });
    const email = await register(app);
    await editUsers('status = ? where email = ?', 'disabled', email);
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in');
    expect((await give(browser, page, email, WRONG)).status).toBe(401);
    const refused = await give(browser, page, email);
    expect([refused.status, refused.alerts[0]]).toEqual([
      403,
      expect.stringContaining('This account is closed for now'),
    ]);
    expect(refused.links).toContainEqual({ href: 'https://help.example/', text: 'ask for help' });
  });

  it('offers the mail again to whoever has not verified yet', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    const first = await app.lastMail(email);
    // Strangers wait a minute between two mails.
    app.advance(61_000);
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in');
    const refused = await give(browser, page, email);
    expect([refused.status, refused.alerts[0]]).toEqual([
      403,
      expect.stringContaining('Confirm your email address first'),
    ]);
    const again = await browser.submit(refused, {}, { press: 'Send the email again' });
    expect([again.status, again.url]).toEqual([200, '/sign-up/sent']);
    expect(await app.lastMail(email)).not.toBe(first);
    const token = await mailedToken(app, email);
    expect((await app.auth.email.verify.$post({ json: { token } })).status).toBe(200);
  });

  it('keeps what was typed while a store does not answer', async () => {
    const app = createTestApp();
    const email = await register(app);
    const broken = createTestApp({ env: { DB: brokenDatabase() } });
    const browser = createPageClient(broken);
    const page = await browser.open('/sign-in');
    const refused = await give(browser, page, email);
    expect([refused.status, refused.forms[0]?.fields[NAME]]).toEqual([503, email]);
    expect(refused.alerts[0]).toContain('We can’t sign you in right now');
  });

  it('shares its limits with the API, by address and by name', async () => {
    const shield = { limit: async () => ({ success: true }) };
    const app = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    const email = await register(app);
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in');
    for (let tries = 0; tries < 3; tries++) await give(browser, page, email, WRONG);
    const json = { email, password: WRONG };
    const init = { headers: { 'CF-Connecting-IP': '203.0.113.7' } };
    for (let tries = 0; tries < 2; tries++) await app.auth.login.$post({ json }, init);
    const refused = await give(browser, page, email);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('RateLimit-Policy')).toContain('q=5;w=60');
    for (let tries = 0; tries < 19; tries++) await give(browser, page, freshEmail(), WRONG);
    const late = await give(browser, page, freshEmail());
    expect([late.status, late.alerts[0]]).toEqual([
      429,
      expect.stringMatching(/You can try your password again in (1 hour|\d+ minutes?)\.$/),
    ]);
    expect((await browser.open('/sign-in')).status).toBe(200);
  });

  it('counts by the name that is typed, whatever else is sent', async () => {
    const shield = { limit: async () => ({ success: true }) };
    const app = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in');
    const email = freshEmail();
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries++) {
      const token = new UnsecuredJWT().setSubject(crypto.randomUUID()).encode();
      const { status } = await give(browser, page, email, WRONG, { mfa_token: token });
      statuses.push(status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it.each([
    ['in one isolate', () => undefined],
    ['over all isolates', () => isolateCounters.clear()],
  ])('shows the ways on to whoever tries again at once, counted %s', async (_, meanwhile) => {
    const shield = { limit: async () => ({ success: true }) };
    const app = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    const texts: (string | undefined)[] = [];
    for (const name of [await register(app), freshEmail()]) {
      const browser = createPageClient(app);
      const page = await browser.open('/sign-in?return_to=%2Faccount%2Fdata');
      for (let tries = 0; tries < 5; tries++) await give(browser, page, name, WRONG);
      meanwhile();
      const paused = await give(browser, page, name);
      expect([paused.status, paused.title]).toEqual([429, 'Error: Sign in · Latchkey']);
      expect(Number(paused.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect(paused.forms[0]?.fields).toMatchObject({ [NAME]: name, return_to: '/account/data' });
      const hrefs = paused.links.map(({ href }) => href);
      expect(hrefs).toContain('/forgot-password?return_to=%2Faccount%2Fdata');
      texts.push(paused.alerts[0]);
    }
    expect(texts[0]).toContain('Password sign-in is paused');
    expect(texts[0]).toContain('After 5 wrong tries in a row, password sign-in pauses for 30');
    expect(texts[1]).toBe(texts[0]);
  });

  it('says that no more codes may be mailed after a right password', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const json = { email, password: PASSWORD };
    for (let tries = 0; tries < 30; tries++) await app.auth.login.$post({ json });
    const browser = createPageClient(app);
    const over = await give(browser, await browser.open('/sign-in'), email);
    expect([over.status, over.h1]).toEqual([429, 'Too many attempts']);
  });

  it('needs no store to be opened', async () => {
    const app = createTestApp({ env: { KV: brokenKv(), DB: {}, ACCOUNT_GUARD: {} } });
    expect((await createPageClient(app).open('/sign-in')).status).toBe(200);
  });
});

describe('where /sign-in leads', () => {
  const arrive = async (query: string, env: Record<string, string> = {}) => {
    const app = createTestApp({ env });
    const email = await register(app);
    const browser = createPageClient(app);
    const done = await give(browser, await browser.open(`/sign-in${query}`), email);
    return [done.status, done.headers.get('Location') ?? done.refresh];
  };

  it('is a path of ours, an allowed origin, the app, or the account', async () => {
    const to = (url: string) => `?return_to=${encodeURIComponent(url)}`;
    expect(await arrive(to('/account/sessions?a=1'))).toEqual([303, '/account/sessions?a=1']);
    const own = 'https://app.example/next?x=1&y=2';
    expect(await arrive(to(own), ALLOWED)).toEqual([200, own]);
    expect(await arrive(to('https://evil.example/'), ALLOWED)).toEqual([303, '/account']);
    expect(await arrive(to('//evil.example/'))).toEqual([303, '/account']);
    expect(await arrive('', { APP_RETURN_URL: 'https://app.example/' })).toEqual([
      200,
      'https://app.example/',
    ]);
  });
});

describe('whoever is signed in already', () => {
  it('goes on, or makes room for somebody else', async () => {
    const app = createTestApp();
    const [email, other] = [await register(app), await register(app)];
    const browser = createPageClient(app);
    await browser.signIn(email);
    const page = await browser.open('/sign-in?return_to=/account/data');
    expect([page.h1, page.links[0]]).toEqual([
      'You’re already signed in',
      { href: '/account/data', text: 'Continue' },
    ]);
    const free = await browser.submit(page, {}, { press: 'Sign in as someone else' });
    expect([free.url, free.h1]).toEqual([
      '/sign-in?return_to=%2Faccount%2Fdata',
      'Sign in to Latchkey',
    ]);
    const done = await give(browser, free, other);
    expect(done.headers.get('Location')).toBe('/account/data');
    expect((await browser.open('/sign-in')).text).toContain(other);
  });

  it('may press twice, and in two tabs', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    const [one, two] = [await browser.open('/sign-in'), await browser.open('/sign-in')];
    const twice = await Promise.all([give(browser, one, email), give(browser, one, email)]);
    expect(twice.map(({ status }) => status)).toEqual([303, 303]);
    expect((await give(browser, two, email)).status).toBe(303);
    expect((await browser.open('/sign-in')).text).toContain(email);
  });

  it('is asked anew once the session has ended elsewhere', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    const elsewhere = createPageClient(app);
    await browser.signIn(email);
    await elsewhere.signIn(email);
    await editUsers('status = ? where email = ?', 'disabled', email);
    expect((await browser.open('/sign-in')).h1).toBe('Sign in to Latchkey');
  });
});
