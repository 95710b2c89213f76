import { describe, expect, it } from 'vitest';
import { createPageClient, type PageClient } from '../../support/page-client.ts';
import { freshEmail, mailedCode, register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { wrongCode } from '../../support/totp.ts';

/** What the button "Email me a code" of the sign-in form sends. */
async function askForCode(browser: PageClient, email: string, more: Record<string, string> = {}) {
  const page = await browser.open('/sign-in');
  const fields = { ...page.forms[0]?.fields, email_or_username: email, ...more };
  return browser.post('/sign-in/code/send', fields);
}

const enter = (browser: PageClient, page: Awaited<ReturnType<typeof askForCode>>, otp: string) =>
  browser.submit(page, { otp }, { action: '/sign-in/code', follow: false });

const count = (app: TestApp, email: string) => app.mails.filter(({ to }) => to === email).length;

describe('/sign-in/code', () => {
  it('signs in with the code that it mails, by a button of the sign-in form', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    const start = await browser.open('/sign-in?return_to=/account/data');
    expect(start.html).toContain('formaction="/sign-in/code/send"');
    const fields = { ...start.forms[0]?.fields, email_or_username: email };
    const page = await browser.post('/sign-in/code/send', fields);
    expect([page.url, page.h1]).toEqual([
      '/sign-in/code?return_to=%2Faccount%2Fdata',
      'Check your inbox',
    ]);
    expect(page.text).toContain(email);
    expect(page.url).not.toContain('@');
    const code = await mailedCode(app, email);
    const typed = `${code.slice(0, 3)} ${code.slice(3)}`;
    const done = await enter(browser, page, typed);
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/account/data']);
    expect((await browser.open('/sign-in')).text).toContain(email);
    // Used up, and forgotten.
    expect((await browser.open('/sign-in/code')).url).toBe('/sign-in');
  });

  it('says the same for an address without an account, also for its code', async () => {
    const app = createTestApp();
    const [email, unknown] = [await register(app), freshEmail()];
    const look = async (address: string) => {
      const browser = createPageClient(app);
      const page = await askForCode(browser, address);
      const refused = await enter(browser, page, wrongCode(await codeOr(app, address)));
      return [page, refused].map(({ status, html }) => [
        status,
        html
          .replaceAll('<wbr/>', '')
          .replaceAll(address, 'NAME')
          .replaceAll(/value="[\da-f]{32}\.[^"]+"/g, ''),
      ]);
    };
    const known = await look(email);
    expect(known).toEqual(await look(unknown));
    expect(known[1]?.[0]).toBe(401);
    expect(count(app, unknown)).toBe(0);
  });

  it('asks for an address where there is none, and counts nothing for it', async () => {
    const app = createTestApp({ env: { RATE_LIMITS: '{}' } });
    const browser = createPageClient(app);
    const page = await browser.open('/sign-in/code');
    expect(page.h1).toBe('Sign in with a code');
    for (let tries = 0; tries < 6; tries++) {
      const refused = await browser.submit(page, { email: '' });
      expect([refused.status, refused.errors.email]).toEqual([
        400,
        'Error: Enter a full email address, such as name@example.com.',
      ]);
    }
    const named = await askForCode(createPageClient(app, { ip: '203.0.113.8' }), 'ada');
    expect(named.errors.email).toContain('We can’t send a code to a username.');
    expect(named.forms[0]?.fields.email).toBe('ada');
  });

  it('sends a new one on request, for the session that was asked for', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    const page = await askForCode(browser, email, { remember_me: 'true' });
    await mailedCode(app, email);
    const sent = count(app, email);
    app.advance(61_000);
    const again = await browser.submit(page, {}, { press: 'Send a new code' });
    expect(again.url).toBe('/sign-in/code');
    const code = await mailedCode(app, email);
    expect(count(app, email)).toBe(sent + 1);
    const done = await enter(browser, again, code);
    expect(done.status).toBe(303);
    const cookie = done.headers.getSetCookie().find((one) => one.includes('refresh_token='));
    expect(cookie).toContain('Max-Age=1209600');
  });

  it('names a wrong code at its field, and what is missing', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    const page = await askForCode(browser, email);
    const refused = await enter(browser, page, wrongCode(await mailedCode(app, email)));
    expect([refused.status, refused.errors.otp]).toEqual([
      401,
      'Error: That code isn’t right, or it has run out. Check it, or have us send a new one.',
    ]);
    const empty = await enter(browser, page, '12');
    expect([empty.status, empty.errors.otp]).toEqual([
      400,
      'Error: Type the six digits of the code.',
    ]);
    const other = await browser.follow(page, 'Use another address');
    expect(other.h1).toBe('Sign in with a code');
  });

  it('leads on where its cookie is gone, and from addresses that only take forms', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    const page = await askForCode(browser, email);
    for (const name of [...browser.jar.keys()])
      if (name.includes('sign-in-code')) browser.jar.delete(name);
    const lost = await browser.submit(page, { otp: '123456' }, { action: '/sign-in/code' });
    expect([lost.status, lost.h1]).toEqual([200, 'Sign in with a code']);
    expect((await browser.open('/sign-in/code/send')).h1).toBe('Sign in with a code');
    expect((await browser.open('/sign-in/passkey')).url).toBe('/sign-in');
  });

  it('leads to the second step where one is due', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const browser = createPageClient(app);
    const page = await askForCode(browser, email);
    const done = await enter(browser, page, await mailedCode(app, email));
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/second-step']);
    const step = await browser.open('/second-step');
    expect(step.h1).toBe('Enter your password');
    expect(step.text).toContain(`Signing in as ${email}`);
  });

  it('shares its limits with the API: by address, and by the name mailed to', async () => {
    const shield = { limit: async () => ({ success: true }) };
    const app = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    const email = await register(app);
    for (let asked = 0; asked < 5; asked++) {
      const init = { headers: { 'CF-Connecting-IP': `203.0.113.${asked + 20}` } };
      await app.auth.otp.request.$post({ json: { email } }, init);
    }
    expect((await askForCode(createPageClient(app), email)).status).toBe(429);
    const browser = createPageClient(app, { ip: '203.0.113.9' });
    for (let asked = 0; asked < 10; asked++) await askForCode(browser, freshEmail());
    expect((await askForCode(browser, freshEmail())).status).toBe(429);
  });
});

const codeOr = (app: TestApp, address: string) => mailedCode(app, address).catch(() => '');
