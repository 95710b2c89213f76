import { describe, expect, it } from 'vitest';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { passkeyOptionsIn } from '../../support/page-passkeys.ts';
import { addPasskey, type SignInOptions } from '../../support/passkeys.ts';
import { mailedCode, newcomer, PASSWORD, register, WRONG } from '../../support/people.ts';
import { switchSecondStepOn } from '../../support/second-step.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { setUpTotp, wrongCode } from '../../support/totp.ts';

/** Gives the password on the page, and returns the page of the second step. */
async function begin(browser: PageClient, email: string, query = ''): Promise<OpenPage> {
  const page = await browser.open(`/sign-in${query}`);
  const fields = { email_or_username: email, password: PASSWORD };
  return browser.submit(page, fields, { action: '/sign-in' });
}

const prove = (browser: PageClient, page: OpenPage, fields: Record<string, string>) =>
  browser.submit(page, fields, { action: '/second-step', follow: false });

async function withTotp(app: TestApp) {
  const person = await newcomer(app);
  return { ...person, device: await setUpTotp(app, person) };
}

describe('/second-step', () => {
  it('takes the code of an app, and leads to where the sign-in was to lead', async () => {
    const app = createTestApp();
    const { email, device } = await withTotp(app);
    const browser = createPageClient(app);
    const page = await begin(browser, email, '?return_to=/account/data');
    expect([page.url, page.h1]).toEqual([
      '/second-step?return_to=%2Faccount%2Fdata',
      'Enter your code',
    ]);
    expect(page.text).toContain(`Signing in as ${email}. Not you?`);
    expect(page.forms[0]?.controls.otp).toMatchObject({
      autocomplete: 'one-time-code',
      inputmode: 'numeric',
    });
    const done = await prove(browser, page, { otp: await device.code() });
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/account/data']);
    expect((await browser.open('/sign-in')).text).toContain(email);
    // Back to a page that is done with: it goes on.
    const back = await browser.open('/second-step?return_to=/account/data', { follow: false });
    expect(back.headers.get('Location')).toBe('/account/data');
    const twice = await browser.submit(page, { otp: await device.code() }, { follow: false });
    expect(twice.headers.get('Location')).toContain('/second-step');
  });

  it('goes on to another origin by a page, never by a redirect', async () => {
    const app = createTestApp({ env: { RETURN_ORIGINS: 'https://app.example' } });
    const { email, device } = await withTotp(app);
    const browser = createPageClient(app);
    const to = encodeURIComponent('https://app.example/in?a=1');
    const page = await begin(browser, email, `?return_to=${to}`);
    const done = await prove(browser, page, { otp: await device.code() });
    expect([done.status, done.refresh]).toEqual([200, 'https://app.example/in?a=1']);
    expect(done.links).toContainEqual({ href: 'https://app.example/in?a=1', text: 'Continue' });
    const foreign = await begin(createPageClient(app), email, '?return_to=https://evil.example/');
    expect(foreign.html).not.toContain('evil');
  });

  it('takes a recovery code, in small letters too, once', async () => {
    const app = createTestApp();
    const { email, device } = await withTotp(app);
    const [code = ''] = device.recoveryCodes;
    const browser = createPageClient(app);
    const page = await begin(browser, email);
    const other = await browser.follow(page, 'Use a recovery code');
    expect([other.url, other.h1]).toEqual([
      '/second-step?by=recovery_code',
      'Enter a recovery code',
    ]);
    const done = await prove(browser, other, { recovery_code: code.toLowerCase() });
    expect(done.status).toBe(303);
    const again = createPageClient(app);
    await begin(again, email);
    const used = await prove(again, await again.open('/second-step?by=recovery_code'), {
      recovery_code: code,
    });
    expect([used.status, used.errors.recovery_code]).toEqual([
      401,
      'Error: That code isn’t right, or it has been used. Check it, or use another one.',
    ]);
  });

  it('takes a passkey', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person);
    const browser = createPageClient(app);
    const page = await begin(browser, person.email);
    expect([page.h1, page.forms[0]?.fields.by]).toEqual(['Use your passkey', 'passkey']);
    expect(page.html).toContain('need JavaScript');
    const wrong = await prove(browser, page, { credential: '{"id":"x"}' });
    expect([wrong.status, wrong.alerts[0]]).toEqual([
      401,
      expect.stringContaining('That passkey didn’t work'),
    ]);
    const options = passkeyOptionsIn<SignInOptions>(wrong.html, 'get');
    const credential = JSON.stringify(await authenticator.get(options));
    expect((await prove(browser, wrong, { credential })).status).toBe(303);
  });

  it('takes the code that the first step mailed', async () => {
    const app = createTestApp();
    const email = await register(app);
    await switchSecondStepOn(email);
    const browser = createPageClient(app);
    const page = await begin(browser, email);
    expect(page.h1).toBe('Check your inbox');
    expect(page.text).toContain('It works once, for 5 minutes, and only for this sign-in.');
    expect(page.links).toContainEqual({ href: '/sign-in', text: 'sign in again' });
    const code = await mailedCode(app, email);
    const wrong = await prove(browser, page, { otp: wrongCode(code) });
    expect([wrong.status, wrong.errors.otp]).toEqual([
      401,
      'Error: That code isn’t right, or it has run out. Check that it’s from our latest email.',
    ]);
    expect((await prove(browser, wrong, { otp: code })).status).toBe(303);
  });

  it('takes the password after a mailed code', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const browser = createPageClient(app);
    const start = await browser.open('/sign-in/code');
    const asked = await browser.submit(start, { email });
    const otp = await mailedCode(app, email);
    const page = await browser.submit(asked, { otp }, { action: '/sign-in/code' });
    expect([page.h1, page.forms[0]?.fields.username]).toEqual(['Enter your password', email]);
    const wrong = await prove(browser, page, { password: WRONG });
    expect([wrong.status, wrong.errors.password]).toEqual([
      401,
      'Error: That’s not your password. Enter it again.',
    ]);
    expect(wrong.forms[0]?.fields.password).toBe('');
    expect((await prove(browser, page, { password: '' })).errors.password).toContain('Enter your');
    expect((await prove(browser, wrong, { password: PASSWORD })).status).toBe(303);
  });

  it('shows the ways that an account has, and no other', async () => {
    const app = createTestApp({ env: { SUPPORT_URL: 'https://help.example/' } });
    const { email, device } = await withTotp(app);
    const browser = createPageClient(app);
    const page = await begin(browser, email);
    const ways = (seen: OpenPage) =>
      seen.links.map(({ href }) => href).filter((href) => /by=[a-z_]+$/.test(href));
    expect(ways(page)).toEqual(['/second-step?by=recovery_code']);
    expect(page.links).toContainEqual({ href: 'https://help.example/', text: 'Ask for help' });
    const chosen = await browser.open('/second-step?by=password');
    expect([chosen.h1, ways(chosen)]).toEqual(['Enter your code', ways(page)]);
    // What is not offered is not taken either.
    const forged = await prove(browser, page, { by: 'password', password: PASSWORD });
    expect(forged.status).toBe(400);
    expect((await prove(browser, page, { otp: await device.code() })).status).toBe(303);
  });

  it('ends after five wrong codes and says so where a new sign-in begins', async () => {
    const app = createTestApp();
    const { email, device } = await withTotp(app);
    const browser = createPageClient(app);
    const page = await begin(browser, email, '?return_to=/account/data');
    const otp = wrongCode(await device.code(-1), await device.code(), await device.code(1));
    for (let tries = 0; tries < 4; tries++)
      expect((await prove(browser, page, { otp })).status).toBe(401);
    const over = await browser.submit(page, { otp }, { action: '/second-step' });
    expect(over.url).toBe('/sign-in?return_to=%2Faccount%2Fdata');
    expect(over.text).toContain('Those were too many wrong tries');
    const again = await begin(browser, email);
    expect((await prove(browser, again, { otp: await device.code() })).status).toBe(303);
  });

  it('says that a sign-in took too long, with the way on', async () => {
    const app = createTestApp();
    const { email, device } = await withTotp(app);
    const browser = createPageClient(app);
    const page = await begin(browser, email, '?return_to=/account/data');
    app.advance(6 * 60_000);
    const late = await browser.submit(page, { otp: await device.code() });
    expect([late.url, late.status]).toEqual(['/sign-in?return_to=%2Faccount%2Fdata', 200]);
    expect(late.text).toContain('Your sign-in took too long');
    const nobody = await createPageClient(app).open('/second-step?return_to=/account/data');
    expect(nobody.url).toBe('/sign-in?return_to=%2Faccount%2Fdata');
  });

  it('keeps two tabs of one browser apart from nothing: the latest sign-in goes on', async () => {
    const app = createTestApp();
    const [one, two] = [await withTotp(app), await withTotp(app)];
    const browser = createPageClient(app);
    const first = await begin(browser, one.email);
    await begin(browser, two.email);
    const wrong = await prove(browser, first, { otp: await one.device.code() });
    expect([wrong.status, wrong.text.includes(two.email)]).toEqual([401, true]);
    const done = await prove(browser, first, { otp: await two.device.code() });
    expect(done.status).toBe(303);
    expect((await browser.open('/sign-in')).text).toContain(two.email);
  });

  it('lets one of two presses at once sign in, and neither twice', async () => {
    const app = createTestApp();
    const { email, device } = await withTotp(app);
    const browser = createPageClient(app);
    const page = await begin(browser, email);
    const otp = await device.code();
    const both = await Promise.all([prove(browser, page, { otp }), prove(browser, page, { otp })]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 401]);
    // The cookies of the one that counted are there: every way leads on.
    expect((await browser.open('/sign-in')).text).toContain(email);
  });

  it('names an empty field', async () => {
    const app = createTestApp();
    const { email } = await withTotp(app);
    const browser = createPageClient(app);
    const page = await begin(browser, email);
    const empty = await prove(browser, page, { otp: '' });
    expect([empty.status, empty.errors.otp]).toEqual([
      400,
      'Error: Type the six digits that your app shows.',
    ]);
    const recovery = await browser.open('/second-step?by=recovery_code');
    const dashes = await prove(browser, recovery, { recovery_code: ' - ' });
    expect(dashes.errors.recovery_code).toContain('Type one of your recovery codes.');
  });

  it('shares its limit with the API, by the person', async () => {
    const shield = { limit: async () => ({ success: true }) };
    const app = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    const { email, device } = await withTotp(app);
    const otp = wrongCode(await device.code(-1), await device.code(), await device.code(1));
    const browser = createPageClient(app);
    for (let tries = 0; tries < 8; tries++) {
      const page =
        tries % 4 === 0 ? await begin(browser, email) : await browser.open('/second-step');
      await prove(browser, page, { otp });
    }
    const page = await begin(browser, email);
    await prove(browser, page, { otp });
    await prove(browser, page, { otp });
    expect((await prove(browser, page, { otp })).status).toBe(429);
  });
});
