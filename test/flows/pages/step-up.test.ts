import { describe, expect, it } from 'vitest';
import { editUsers } from '../../support/edit-users.ts';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { passkeyOptionsIn } from '../../support/page-passkeys.ts';
import { addPasskey, type SignInOptions } from '../../support/passkeys.ts';
import {
  as,
  mailedCode,
  newcomer,
  PASSWORD,
  register,
  signIn,
  WRONG,
} from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { setUpTotp, wrongCode } from '../../support/totp.ts';

const STEP_UP = '/account/step-up?return_to=/account/security';
const prove = (browser: PageClient, page: OpenPage, fields: Record<string, string>) =>
  browser.submit(page, fields, { action: '/account/step-up', follow: false });

/** Whether the session's token counts as a fresh proof, by what an API route says of it. */
async function isFresh(app: TestApp, browser: PageClient): Promise<boolean> {
  const refreshed = await app.fetch('/api/v1/auth/token/refresh', {
    method: 'POST',
    headers: { Cookie: browser.cookies(), Origin: 'https://auth.test' },
  });
  for (const cookie of refreshed.headers.getSetCookie()) {
    const [name = '', value = ''] = cookie.split(';')[0]?.split(/=(.*)/s) ?? [];
    browser.jar.set(name, value);
  }
  const { access_token: token } = (await refreshed.json()) as { access_token: string };
  const headers = { Authorization: `Bearer ${token}` };
  return (await app.auth.account.export.$get({}, { headers })).status === 200;
}

describe('/account/step-up', () => {
  it('takes the password where nothing stronger is, and leads back with new cookies', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    await browser.signIn(email);
    app.advance(11 * 60_000);
    expect(await isFresh(app, browser)).toBe(false);
    const page = await browser.open(STEP_UP);
    expect([page.h1, page.forms[0]?.fields.username]).toEqual(['Confirm it’s you', email]);
    expect(page.links).toContainEqual({ href: '/account/security', text: 'Not now' });
    const reset = '/forgot-password?return_to=%2Faccount%2Fsecurity';
    const forgot = { href: reset, text: 'Get a link to choose a new one' };
    expect(page.links).toContainEqual(forgot);
    const wrong = await prove(browser, page, { password: WRONG });
    expect([wrong.status, wrong.errors.password]).toEqual([
      401,
      'Error: That’s not your password. Enter it again.',
    ]);
    const done = await prove(browser, wrong, { password: PASSWORD });
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/account/security']);
    expect(await isFresh(app, browser)).toBe(true);
  });

  it('asks for possession where there is any, the password being no longer enough', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const browser = createPageClient(app);
    const start = await browser.open('/sign-in');
    const name = { email_or_username: person.email, password: PASSWORD };
    const step = await browser.submit(start, name, { action: '/sign-in' });
    await browser.submit(step, { otp: await device.code() });
    app.advance(11 * 60_000);
    const page = await browser.open(STEP_UP);
    expect(page.text).toContain('Open your authenticator app');
    expect(page.links).toContainEqual({
      href: '/account/step-up?by=recovery_code&return_to=%2Faccount%2Fsecurity',
      text: 'Use a recovery code',
    });
    expect((await prove(browser, page, { by: 'password', password: PASSWORD })).status).toBe(400);
    const otp = wrongCode(await device.code(-1), await device.code(), await device.code(1));
    expect((await prove(browser, page, { otp })).errors.otp).toContain('That code isn’t right');
    expect((await prove(browser, page, { otp: await device.code() })).status).toBe(303);
    const [code = ''] = device.recoveryCodes;
    const other = await browser.follow(await browser.open(STEP_UP), 'Use a recovery code');
    const done = await prove(browser, other, { recovery_code: code });
    expect(done.headers.get('Location')).toBe('/account/security');
  });

  it('takes a passkey', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person);
    const browser = createPageClient(app);
    const start = await browser.open('/sign-in');
    const answer = async (page: OpenPage) =>
      JSON.stringify(await authenticator.get(passkeyOptionsIn<SignInOptions>(page.html, 'get')));
    const action = '/sign-in/passkey';
    await browser.submit(start, { credential: await answer(start) }, { action, follow: false });
    app.advance(11 * 60_000);
    const page = await browser.open(STEP_UP);
    const refused = await prove(browser, page, { credential: '{"id":"x"}' });
    expect([refused.status, refused.alerts[0]]).toEqual([
      401,
      expect.stringContaining('That passkey didn’t work'),
    ]);
    const done = await prove(browser, refused, { credential: await answer(refused) });
    expect([done.status, await isFresh(app, browser)]).toEqual([303, true]);
  });

  it('mails a code only when asked to, where there is no other way', async () => {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    await browser.signIn(email);
    await editUsers('password_hash = null where email = ?', email);
    app.advance(11 * 60_000);
    const mails = () => app.mails.filter(({ to }) => to === email).length;
    const before = mails();
    const ask = await browser.open(STEP_UP);
    expect(ask.text).toContain(`We’ll email a code to ${email}`);
    expect(mails()).toBe(before);
    const page = await browser.submit(ask, {}, { press: 'Email me a code' });
    const code = await mailedCode(app, email);
    expect(page.url).toBe('/account/step-up?sent=1&return_to=%2Faccount%2Fsecurity');
    expect((await prove(browser, page, { otp: wrongCode(code) })).status).toBe(401);
    const done = await prove(browser, page, { otp: code });
    expect(done.headers.get('Location')).toBe('/account/security');
  });

  it('needs a session, and says where it ended meanwhile', async () => {
    const app = createTestApp();
    const email = await register(app);
    const nobody = await createPageClient(app).open(STEP_UP);
    expect(nobody.url).toBe(`/sign-in?return_to=${encodeURIComponent(STEP_UP)}`);
    const browser = createPageClient(app);
    const sessionId = await browser.signIn(email);
    const page = await browser.open(STEP_UP);
    const other = await signIn(app, email);
    await app.auth.sessions[':id'].$delete({ param: { id: sessionId } }, as(other));
    const late = await browser.submit(page, { password: PASSWORD });
    expect(late.url).toContain('/sign-in?return_to=');
    expect(late.text).toContain('nothing was saved');
  });

  it('leads to paths of ours only', async () => {
    const app = createTestApp({ env: { RETURN_ORIGINS: 'https://app.example' } });
    const email = await register(app);
    const browser = createPageClient(app);
    await browser.signIn(email);
    const to = encodeURIComponent('https://app.example/');
    const page = await browser.open(`/account/step-up?return_to=${to}`);
    const done = await prove(browser, page, { password: PASSWORD });
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/account']);
  });

  it('shares its limit with the API, by user', async () => {
    const shield = { limit: async () => ({ success: true }) };
    const app = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    const email = await register(app);
    const browser = createPageClient(app);
    await browser.signIn(email);
    const page = await browser.open(STEP_UP);
    for (let tries = 0; tries < 10; tries++) await prove(browser, page, { password: '' });
    expect((await prove(browser, page, { password: PASSWORD })).status).toBe(429);
    expect((await browser.open(STEP_UP)).status).toBe(200);
  });
});
