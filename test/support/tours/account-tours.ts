import { AUDIT_EVENT_TYPES } from '../../../src/audit/event.ts';
import { editUsers } from '../edit-users.ts';
import type { OpenPage, PageClient } from '../page-client.ts';
import { passkeyOptionsIn } from '../page-passkeys.ts';
import { addPasskey } from '../passkeys.ts';
import { freshEmail, PASSWORD, signIn, WRONG } from '../people.ts';
import { setUpTotp, signInWithTotp, wrongCode } from '../totp.ts';
import { createAuthenticator } from '../virtual-authenticator.ts';
import { codeOn } from './totp-page.ts';
import { fill, type Guide, leadOn, type Tour } from './tour.ts';

const SECURITY = '/account/security';
const TOTP = `${SECURITY}/totp`;
const PASSKEYS = `${SECURITY}/passkeys`;
const ERASE = '/account/data/erase';
const NEW = 'another-Horse-8-battery';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function profile({ app, enter }: Guide) {
  const { email, browser } = await enter();
  await browser.open('/account');
  await fill(browser, '/account/profile', { display_name: 'x'.repeat(300), locale: 'x-y' });
  await fill(browser, '/account/profile', { display_name: 'Maya' });
  const username = '/account/profile/username';
  await fill(browser, username, { username: '?' });
  const own = `maya-${crypto.randomUUID().slice(0, 8)}`;
  await fill(browser, username, { username: own });
  await browser.open(username);
  const { browser: other } = await enter();
  await fill(other, username, { username: own });
  const address = '/account/profile/email';
  await fill(browser, address, { new_email: 'maya', password: '' });
  await fill(browser, address, { new_email: email, password: PASSWORD });
  await fill(browser, address, { new_email: freshEmail(), password: WRONG });
  await fill(browser, address, { new_email: freshEmail(), password: PASSWORD });
  for (let tries = 0; tries < 5; tries++)
    await fill(browser, address, { new_email: freshEmail(), password: WRONG });
  await editUsers('password_hash = null where email = ?', email);
  await browser.open(address);
  app.advance(1000);
}

async function password({ enter }: Guide) {
  const path = `${SECURITY}/password`;
  const { browser } = await enter();
  await browser.open(SECURITY);
  const change = (old_password: string, new_password: string) =>
    fill(browser, path, { old_password, new_password }, path);
  await change('', '');
  for (const weak of ['short', PASSWORD, 'password1234']) await change(PASSWORD, weak);
  await change(WRONG, NEW);
  await change(PASSWORD, NEW);
  await change(PASSWORD, 'third-Horse-9-battery');
  for (let tries = 0; tries < 5; tries++) await change(WRONG, 'third-Horse-9-battery');
  const { email, browser: bare } = await enter();
  await editUsers('password_hash = null where email = ?', email);
  for (const page of [SECURITY, path, `${SECURITY}/email-code`, ERASE]) await bare.open(page);
  await fill(bare, path);
}

async function makePasskey(browser: PageClient, page: OpenPage, label: string) {
  const authenticator = await createAuthenticator();
  const options = passkeyOptionsIn<Parameters<typeof authenticator.create>[0]>(page.html, 'create');
  const credential = JSON.stringify(await authenticator.create(options));
  return browser.submit(page, { credential, label }, { action: `${PASSKEYS}/add` });
}

async function passkeys({ app, enter }: Guide) {
  const { browser } = await enter();
  const page = await browser.open(`${PASSKEYS}/add`);
  await browser.submit(page, { credential: 'x' }, { action: `${PASSKEYS}/add` });
  const codes = await makePasskey(browser, page, 'Kiste');
  await browser.open(codes.url);
  const security = await browser.open(SECURITY);
  const rename = await leadOn(browser, security, /rename$/);
  await browser.submit(rename, { label: 'x'.repeat(101) });
  await browser.submit(rename, { label: '' });
  await browser.open(rename.url.replace('rename', 'remove'));
  app.advance(11 * 60_000);
  await browser.open(`${SECURITY}/recovery-codes`);
}

async function apps({ app, enter, browse }: Guide) {
  const { browser } = await enter();
  await fill(browser, TOTP, { label: 'x'.repeat(65) });
  const scan = await fill(browser, TOTP, { label: 'Kiste' });
  const otp = await codeOn(app, scan);
  await browser.submit(scan, { otp: '' }, { action: scan.url });
  await browser.submit(scan, { otp: wrongCode(otp) }, { action: scan.url });
  await browser.open(scan.url);
  await browser.submit(scan, { otp }, { action: scan.url });
  const security = await browser.open(SECURITY);
  await leadOn(browser, security, /totp\/.*remove$/);
  const late = await fill(browser, TOTP);
  app.advance(10 * 60_000 + 1);
  const asked = await browser.submit(late, { otp: '123456' }, { action: late.url });
  await browser.submit(asked, { password: PASSWORD });
  // Somebody with both, some time later.
  const { email } = await enter();
  const device = await setUpTotp(app, await signIn(app, email));
  await addPasskey(app, await signInWithTotp(app, email, device));
  const owner = browse();
  const fields = { email_or_username: email, password: PASSWORD };
  const step = await fill(owner, '/sign-in', fields, '/sign-in');
  await owner.submit(step, { otp: await device.code() }, { action: '/second-step' });
  app.advance(3 * 24 * 3_600_000);
  await owner.open(SECURITY);
}

async function removals({ app, enter }: Guide) {
  const { email, browser } = await enter();
  const device = await setUpTotp(app, await signIn(app, email), 'Kiste');
  const passkey = await addPasskey(app, await signInWithTotp(app, email, device));
  const step = await browser.open(`/account/step-up?return_to=${SECURITY}&by=totp`);
  await browser.submit(step, { otp: await device.code() }, { action: '/account/step-up' });
  await fill(browser, `${SECURITY}/recovery-codes`);
  await fill(browser, `${PASSKEYS}/${passkey.id}/remove`);
  await fill(browser, `${TOTP}/${device.id}/remove`);
  await browser.open(`${TOTP}/${device.id}/remove`);
}

async function emailCode({ enter }: Guide) {
  const { browser } = await enter();
  const path = `${SECURITY}/email-code`;
  await fill(browser, path, { password: WRONG });
  await fill(browser, path, { password: PASSWORD });
  await fill(browser, path, { password: PASSWORD });
}

async function sessions({ app, enter }: Guide) {
  const { email, browser } = await enter();
  const [other] = [await signIn(app, email, { device_name: 'Kiste' }), await signIn(app, email)];
  await app.fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'User-Agent': FIREFOX },
    body: JSON.stringify({ email, password: PASSWORD }),
    cf: { city: 'Berlin', country: 'DE' },
  });
  app.advance(3 * 3_600_000);
  const page = await browser.open('/account/sessions');
  await browser.open('/account/sessions/end-others');
  await browser.submit(page, {}, { press: other.session_id });
  await browser.submit(page, {}, { press: other.session_id });
  await browser.submit(page, {}, { action: '/account/sessions/end-others' });
  await browser.submit(page, {}, { action: '/account/sessions/end-others' });
  await browser.open('/account/sessions/end-others');
}

async function activity({ app, enter }: Guide) {
  const { email, browser } = await enter();
  const { user } = await signIn(app, email);
  const { audit } = app.servicesWith(() => undefined);
  for (const type of AUDIT_EVENT_TYPES) {
    app.advance(1000);
    const origin = { ipAddress: null, userAgent: FIREFOX, requestId: null };
    await audit.record({ type, userId: user.id, origin, at: app.clock() });
  }
  for (let tries = 0; tries < 2; tries++)
    await app.auth.login.$post({ json: { email, password: WRONG } });
  app.advance(24 * 3_600_000);
  const page = await browser.open('/account/activity');
  await leadOn(browser, page, /before=/);
  for (const kind of ['sign_ins', 'security', 'apps'])
    await browser.open(`/account/activity?kind=${kind}`);
  await fill(browser, '/account/activity/secure');
  await browser.open('/account/connections');
}

async function data({ app, enter }: Guide) {
  const { browser } = await enter();
  await browser.open('/account/data');
  await browser.open('/account/data/download');
  app.advance(11 * 60_000);
  const step = await browser.open('/account/data/download');
  await browser.submit(step, { password: PASSWORD });
  await fill(browser, ERASE, { password: '', sure: null });
  await fill(browser, ERASE, { password: WRONG, sure: 'yes' });
  await fill(browser, ERASE, { password: PASSWORD, sure: 'yes' });
  const { browser: locked } = await enter();
  for (let tries = 0; tries < 6; tries++)
    await fill(locked, ERASE, { password: WRONG, sure: 'yes' });
}

async function errors({ app, browse, enter }: Guide) {
  const { email, browser } = await enter();
  const form = await browser.open('/account/profile');
  await browser.open('/no/such/page');
  await browser.submit(form, { csrf_token: 'x.y' });
  await app.auth.logout.$post(
    { json: {} },
    { headers: { Cookie: browser.cookies(), Origin: ORIGIN } },
  );
  await browser.submit(form, { display_name: 'Maya' });
  const off = browse();
  const page = await off.open('/sign-in');
  off.jar.delete('__Host-browser');
  await off.submit(page, { email_or_username: email, password: PASSWORD }, { action: '/sign-in' });
  await off.post('/sign-in', {}, { headers: { 'Content-Type': 'text/plain' } });
  await off.open('/sign-in', { headers: { 'X-Nothing': 'x' } });
}
const ORIGIN = 'https://auth.test';

const REFUSING = {
  RATE_LIMITS: '{}',
  SHIELD: { limit: async () => ({ success: false }) },
};
const DOWN = {
  getByName: () => {
    throw new Error('down');
  },
};

/** What people find in their account, and pages of errors. */
export const accountTours: Tour[] = [
  { name: 'the profile', go: profile },
  { name: 'the password', go: password },
  { name: 'passkeys', go: passkeys },
  { name: 'authenticator apps', go: apps },
  { name: 'removals', go: removals },
  { name: 'codes by email', go: emailCode },
  { name: 'sessions', go: sessions },
  { name: 'activity', go: activity },
  { name: 'data and erasure', go: data },
  { name: 'errors', go: errors },
  { name: 'limits', env: REFUSING, go: ({ browse }) => browse().open('/sign-in') },
  {
    name: 'wrong settings',
    env: { APP_URL: 'nonsense' },
    go: ({ browse }) => browse().open('/sign-in'),
  },
  {
    name: 'a guard that is down',
    env: { ACCOUNT_GUARD: DOWN },
    go: ({ browse }) =>
      fill(browse(), '/sign-in', { email_or_username: 'a@b.de', password: WRONG }, '/sign-in'),
  },
];
