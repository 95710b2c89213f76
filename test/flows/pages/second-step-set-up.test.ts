import { describe, expect, it } from 'vitest';
import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../../support/base32.ts';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { passkeyOptionsIn } from '../../support/page-passkeys.ts';
import { freshEmail, mailedCode, PASSWORD, registerByMail } from '../../support/people.ts';
import { shownCodes } from '../../support/shown-codes.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { wrongCode } from '../../support/totp.ts';
import { createAuthenticator } from '../../support/virtual-authenticator.ts';

const ALWAYS = { LOGIN_SECOND_FACTOR: 'always' };
const TOTP = '/second-step/set-up/totp';

/** Signs in with a mailed code to an account without a password: a second kind must be set up. */
async function begin(app: TestApp, query = '') {
  // The second registration voids the password of the first: nobody proved it.
  const email = freshEmail();
  const json = { email, password: PASSWORD };
  await app.auth.register.$post({ json });
  await registerByMail(app, email);
  const browser = createPageClient(app);
  const start = await browser.open(`/sign-in/code${query}`);
  const asked = await browser.submit(start, { email });
  const otp = await mailedCode(app, email);
  const page = await browser.submit(asked, { otp }, { action: '/sign-in/code' });
  return { email, browser, page };
}

const codeOf = (app: TestApp, page: OpenPage, away = 0) => {
  const key = /(?:[A-Z2-7]{4} ){4,}[A-Z2-7]{1,4}/.exec(page.text)?.[0] ?? '';
  return codeAt(fromBase32(key.replaceAll(' ', '')), stepAt(app.clock()) + away);
};

const codesOn = (page: OpenPage) => shownCodes(page.text);

const chooseApp = async (browser: PageClient, page: OpenPage) =>
  browser.submit(await browser.follow(page, 'Set up an authenticator app'));

describe('/second-step/set-up', () => {
  it('sets up an app, shows its recovery codes once, and goes on', async () => {
    const app = createTestApp({ env: ALWAYS });
    const { email, browser, page } = await begin(app, '?return_to=/account/data');
    expect([page.url, page.h1]).toEqual([
      '/second-step/set-up?return_to=%2Faccount%2Fdata',
      'Set up your second step',
    ]);
    const scan = await chooseApp(browser, page);
    expect(scan.html).toContain('aria-label="QR code for your authenticator app.');
    expect(scan.links.some(({ href }) => href.startsWith('otpauth://totp/'))).toBe(true);
    const otp = await codeOf(app, scan);
    const refused = await browser.submit(scan, { otp: wrongCode(otp) });
    expect([refused.status, refused.errors.otp]).toEqual([
      401,
      expect.stringContaining('That code isn’t right'),
    ]);
    // The same secret: what was scanned still counts, also after loading the page again.
    expect(await codeOf(app, refused)).toBe(otp);
    expect(await codeOf(app, await browser.open(scan.url))).toBe(otp);
    const done = await browser.submit(refused, { otp });
    expect([done.url, done.h1]).toEqual([
      '/second-step/codes?return_to=%2Faccount%2Fdata',
      'Save your recovery codes',
    ]);
    expect(new Set(codesOn(done)).size).toBe(10);
    expect(done.links).toContainEqual({ href: '/account/data', text: 'I’ve saved these codes' });
    const file = done.links.find(({ text }) => text === 'Download')?.href ?? '';
    expect(decodeURIComponent(file)).toContain(codesOn(done)[0]);
    expect(done.headers.get('Cache-Control')).toBe('no-store');
    const again = await browser.open(done.url);
    expect([again.h1, codesOn(again)]).toEqual(['Your second step is set up', []]);
    expect((await browser.open('/sign-in')).text).toContain(email);
    // Nothing is left of the secret.
    expect((await browser.open(scan.url)).html).not.toContain('otpauth');
  });

  it('makes a passkey', async () => {
    const app = createTestApp({ env: ALWAYS });
    const { email, browser, page } = await begin(app);
    const authenticator = await createAuthenticator();
    const make = await browser.follow(page, 'Make a passkey');
    const wrong = await browser.submit(
      make,
      { credential: '{}' },
      { action: `${page.url}/passkey` },
    );
    expect([wrong.status, wrong.h1]).toEqual([400, 'Make a passkey']);
    const options = passkeyOptionsIn<Parameters<typeof authenticator.create>[0]>(
      wrong.html,
      'create',
    );
    const credential = JSON.stringify(await authenticator.create(options));
    const done = await browser.submit(wrong, { credential }, { action: `${page.url}/passkey` });
    expect([done.url, codesOn(done).length]).toEqual(['/second-step/codes', 10]);
    expect((await browser.open('/sign-in')).text).toContain(email);
  });

  it('takes a first password, by the rules, and says which one it breaks', async () => {
    const app = createTestApp({ env: ALWAYS });
    const { email, browser, page } = await begin(app, '?return_to=/account/data');
    const choose = await browser.follow(page, 'Choose a password');
    expect(choose.forms[0]?.fields.username).toBe(email);
    expect(choose.forms[0]?.controls.password?.autocomplete).toBe('new-password');
    for (const password of ['', 'short']) {
      const refused = await browser.submit(choose, { password });
      expect([refused.status, refused.errors.password?.length]).toEqual([400, expect.any(Number)]);
      expect(refused.forms[0]?.fields.password).toBe('');
    }
    const password = 'another-Horse-8-battery';
    const done = await browser.submit(choose, { password }, { follow: false });
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/account/data']);
    const json = { email, password };
    expect((await app.auth.login.$post({ json })).status).toBe(200);
  });

  it('makes a new secret where one was not confirmed in time, and shows none to others', async () => {
    const app = createTestApp({ env: { ...ALWAYS, OTP_TTL: '3600' } });
    const { browser, page } = await begin(app);
    const scan = await chooseApp(browser, page);
    const other = await begin(app);
    expect((await other.browser.open(scan.url)).html).not.toContain('otpauth');
    app.advance(11 * 60_000);
    const late = await browser.submit(scan, { otp: '123456' });
    expect([late.url, late.text.includes('That took too long')]).toEqual([page.url, true]);
    const again = await chooseApp(browser, late);
    const done = await browser.submit(again, { otp: await codeOf(app, again) });
    expect(done.h1).toBe('Save your recovery codes');
  });

  it('leads on where no sign-in waits, or another kind is due', async () => {
    const app = createTestApp({ env: ALWAYS });
    const browser = createPageClient(app);
    for (const path of ['', '/totp', '/passkey', '/password', `/totp/${crypto.randomUUID()}`]) {
      const lost = await browser.open(`/second-step/set-up${path}`);
      expect([path, lost.url]).toEqual([path, '/sign-in']);
    }
    const { page, browser: theirs } = await begin(app);
    app.advance(6 * 60_000);
    const late = await theirs.follow(page, 'Choose a password');
    expect([late.url, late.text.includes('Your sign-in took too long')]).toEqual([
      '/sign-in',
      true,
    ]);
  });

  it('is limited by user, as the API is', async () => {
    const env = {
      ...ALWAYS,
      RATE_LIMITS: '{}',
      SHIELD: { limit: async () => ({ success: true }) },
    };
    const app = createTestApp({ env });
    const { browser, page } = await begin(app);
    const policies = ({ headers }: OpenPage) => headers.get('RateLimit-Policy');
    const begun = await browser.open(TOTP);
    const asked = await browser.submit(begun, {}, { follow: false });
    expect(policies(asked)).toContain('q=10;w=3600');
    const scan = await browser.open(asked.headers.get('Location') ?? '');
    expect(policies(await browser.submit(scan, { otp: '' }))).toContain('q=10;w=3600');
    const make = await browser.open(`${page.url}/passkey`);
    expect(policies(make)).toContain('q=10;w=3600');
    const action = `${page.url}/passkey`;
    expect(policies(await browser.submit(make, {}, { action }))).toContain('q=10;w=3600');
    for (let asks = 0; asks < 9; asks++) await browser.submit(begun, {}, { follow: false });
    expect((await browser.submit(begun)).status).toBe(429);
  });

  it('sets up once: a second press finds the sign-in done', async () => {
    const app = createTestApp({ env: ALWAYS });
    const { browser, page } = await begin(app);
    const scan = await chooseApp(browser, page);
    const otp = await codeOf(app, scan);
    const press = () => browser.submit(scan, { otp }, { action: scan.url, follow: false });
    const both = await Promise.all([press(), press()]);
    expect(both.map(({ headers }) => headers.get('Location')).sort()).toContain(
      '/second-step/codes',
    );
    expect((await browser.open(TOTP)).url).toBe('/account/profile');
  });
});
