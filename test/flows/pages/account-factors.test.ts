import { describe, expect, it } from 'vitest';
import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../../support/base32.ts';
import { giveRoles } from '../../support/edit-users.ts';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { passkeyOptionsIn } from '../../support/page-passkeys.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { PASSWORD, register, signIn } from '../../support/people.ts';
import { shownCodes } from '../../support/shown-codes.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { setUpTotp, signInWithTotp, wrongCode } from '../../support/totp.ts';
import { createAuthenticator } from '../../support/virtual-authenticator.ts';

const MINUTE = 60_000;
const SECURITY = '/account/security';
const ADD = `${SECURITY}/passkeys/add`;
const TOTP = `${SECURITY}/totp`;
const CODES = `${SECURITY}/recovery-codes`;

async function open(env: Record<string, unknown> = {}) {
  const app = createTestApp({ env });
  const email = await register(app);
  const browser = createPageClient(app);
  await browser.signIn(email);
  return { app, email, browser };
}

/** Somebody with an authenticator app who has just proved it in a browser. */
async function openWithApp(env: Record<string, unknown> = {}) {
  const { app, email, browser } = await open(env);
  const device = await setUpTotp(app, await signIn(app, email), 'Phone');
  const step = await browser.open(`/account/step-up?return_to=${SECURITY}`);
  await browser.submit(step, { otp: await device.code() });
  app.advance(3 * 30_000);
  return { app, email, browser, device };
}

const codeOn = (app: TestApp, page: OpenPage) => {
  const key = /(?:[A-Z2-7]{4} ){4,}[A-Z2-7]{1,4}/.exec(page.text)?.[0] ?? '';
  return codeAt(fromBase32(key.replaceAll(' ', '')), stepAt(app.clock()));
};

const codesOn = (page: OpenPage) => shownCodes(page.text);

/** Makes a passkey on the page that asks for one, and sends it. */
async function makePasskey(browser: PageClient, page: OpenPage, label = '') {
  const authenticator = await createAuthenticator();
  const options = passkeyOptionsIn<Parameters<typeof authenticator.create>[0]>(page.html, 'create');
  const credential = JSON.stringify(await authenticator.create(options));
  return browser.submit(page, { credential, label }, { action: ADD });
}

describe('an authenticator app', () => {
  it('is set up step by step, by reload and back too; its codes are shown once', async () => {
    const { app, browser } = await open();
    const begin = await browser.follow(await browser.open(SECURITY), 'Set up an app');
    const scan = await browser.submit(begin, { label: 'Phone' });
    expect([scan.url.startsWith(`${TOTP}/`), scan.h1]).toEqual([
      true,
      'Set up an authenticator app',
    ]);
    expect(scan.html).toContain('aria-label="QR code for your authenticator app.');
    const otp = await codeOn(app, scan);
    expect(await codeOn(app, await browser.open(scan.url))).toBe(otp);
    const empty = await browser.submit(scan, { otp: '' }, { action: scan.url });
    expect([empty.status, Object.keys(empty.errors)]).toEqual([400, ['otp']]);
    const wrong = await browser.submit(empty, { otp: wrongCode(otp) }, { action: scan.url });
    expect([wrong.status, wrong.errors.otp]).toEqual([401, expect.stringContaining('isn’t right')]);
    expect(await codeOn(app, wrong)).toBe(otp);
    const done = await browser.submit(wrong, { otp }, { action: scan.url });
    expect([done.url, done.h1, new Set(codesOn(done)).size]).toEqual([
      CODES,
      'Save your recovery codes',
      10,
    ]);
    expect(done.statuses[0]).toContain('Authenticator app set up.');
    const file = done.links.find(({ text }) => text === 'Download')?.href ?? '';
    expect(decodeURIComponent(file)).toContain(codesOn(done)[9]);
    const security = await browser.follow(done, 'I’ve saved these codes');
    expect([security.url, security.headings.includes('Phone')]).toEqual([SECURITY, true]);
    expect(security.text).toContain('10 codes are left');
    // Neither a reload nor the page of the secret shows anything again.
    expect(codesOn(await browser.open(CODES))).toEqual([]);
    expect((await browser.open(scan.url)).url).toBe(SECURITY);
  });

  it('is not lost to a second press of the button, and neither are its codes', async () => {
    const { app, browser } = await open();
    const scan = await browser.submit(await browser.open(TOTP));
    const otp = await codeOn(app, scan);
    const pressed = { action: scan.url, follow: false };
    const first = await browser.submit(scan, { otp }, pressed);
    expect(first.headers.get('Location')).toBe(CODES);
    const second = await browser.submit(scan, { otp }, { action: scan.url });
    expect([second.url, codesOn(second).length]).toEqual([CODES, 10]);
  });

  it('expires after ten minutes, says so, and can be begun again', async () => {
    const { app, browser } = await open();
    const scan = await browser.submit(await browser.open(TOTP));
    app.advance(10 * MINUTE + 1);
    const late = await browser.submit(scan, { otp: '123456' }, { action: scan.url });
    const asked = await browser.submit(late, { password: PASSWORD });
    expect([asked.url, asked.text.includes('That took too long')]).toEqual([TOTP, true]);
    expect((await browser.open(TOTP)).text).not.toContain('That took too long');
  });

  it('shows its secret to no other session', async () => {
    const { app, email, browser } = await open();
    const scan = await browser.submit(await browser.open(TOTP));
    const other = createPageClient(app);
    await other.signIn(email);
    const seen = await other.open(scan.url);
    expect([seen.url, seen.html.includes('otpauth')]).toEqual([TOTP, false]);
    const stranger = createPageClient(app);
    await stranger.signIn(await register(app));
    expect((await stranger.open(scan.url)).html).not.toContain('otpauth');
  });

  it('is removed after a question, with its codes; a second press finds it done', async () => {
    const { browser, device } = await openWithApp();
    const page = await browser.open(SECURITY);
    const question = await browser.follow(page, 'Remove Phone');
    expect([question.url, question.h1]).toEqual([
      `${TOTP}/${device.id}/remove`,
      'Remove this app?',
    ]);
    expect(question.text).toContain('your recovery codes stop working too');
    const done = await browser.submit(question);
    expect([done.url, done.headings]).toEqual([
      SECURITY,
      ['Security', 'Password', 'Passkeys', 'Authenticator app Off', 'Code by email Off'],
    ]);
    const again = await browser.submit(question);
    expect(again.statuses).toEqual([expect.stringContaining('Authenticator app removed.')]);
    // Come back to, as after a press that seemed to fail: the list says that it is gone.
    expect((await browser.open(question.url)).url).toBe(SECURITY);
  });

  it('is not removed where policy demands it, and the page says why', async () => {
    const env = { STAFF_SECOND_FACTOR: 'required', LOGIN_SECOND_FACTOR: 'off' };
    const { email, browser, device } = await openWithApp(env);
    const before = await browser.open(`${TOTP}/${device.id}/remove`);
    await giveRoles(['staff'], { email });
    const page = await browser.open(SECURITY);
    expect(page.text).toContain('You can’t remove it: your account needs a second step');
    expect(page.links.some(({ text }) => text.startsWith('Remove'))).toBe(false);
    const question = await browser.open(`${TOTP}/${device.id}/remove`);
    expect(question.headings).toContain('Your account needs this');
    const refused = await browser.submit(before);
    expect([refused.status, refused.headings.includes('Your account needs this')]).toEqual([
      409,
      true,
    ]);
    expect((await browser.open(SECURITY)).headings).toContain('Phone');
  });

  it('has a name that is escaped', async () => {
    const { app, browser } = await open();
    const label = '"><img src=x onerror=alert(1)>';
    const scan = await browser.submit(await browser.open(TOTP), { label });
    const done = await browser.submit(scan, { otp: await codeOn(app, scan) }, { action: scan.url });
    const page = await browser.follow(done, 'I’ve saved these codes');
    expect([page.html.includes('<img'), page.headings.includes(label)]).toEqual([false, true]);
  });
});

describe('a passkey', () => {
  it('is added, named, renamed and removed, and authenticators hear of it', async () => {
    const { browser, app } = await openWithApp();
    const page = await browser.follow(await browser.open(SECURITY), 'Add a passkey');
    expect([page.url, page.h1]).toEqual([ADD, 'Add a passkey']);
    expect(page.html).toContain('Passkeys need JavaScript');
    const added = await makePasskey(browser, page, 'Work <laptop>');
    expect([added.url, added.statuses]).toEqual([
      SECURITY,
      [expect.stringContaining('Passkey added.')],
    ]);
    expect(added.headings).toContain('Work <laptop> New');
    const signal = /data-passkey-signal="([^"]*)"/.exec(added.html)?.[1] ?? '';
    expect(signal).toContain('allAcceptedCredentialIds');
    expect((await browser.open(SECURITY)).html).not.toContain('data-passkey-signal');

    const naming = await browser.follow(added, 'Rename Work <laptop>');
    expect(naming.forms[0]?.fields.label).toBe('Work <laptop>');
    const wrong = await browser.submit(naming, { label: 'x'.repeat(101) });
    expect([wrong.status, Object.keys(wrong.errors)]).toEqual([400, ['label']]);
    const named = await browser.submit(naming, { label: 'Laptop' });
    expect([named.statuses, named.headings.includes('Laptop New')]).toEqual([
      ['Passkey renamed.'],
      true,
    ]);

    app.advance(11 * MINUTE);
    const question = await browser.open(
      named.links.find(({ text }) => text === 'Remove Laptop')?.href ?? '',
    );
    expect(question.url).toContain('/account/step-up?return_to=');
  });

  it('goes without the codes while there is an app, and signals who is left', async () => {
    const { app, email, browser, device } = await openWithApp();
    const passkey = await addPasskey(app, await signInWithTotp(app, email, device));
    const question = await browser.open(`${SECURITY}/passkeys/${passkey.id}/remove`);
    expect(question.text).not.toContain('your recovery codes stop working too');
    const done = await browser.submit(question);
    expect(done.statuses).toEqual([expect.stringContaining('Passkey removed.')]);
    expect(done.html).toContain('&quot;allAcceptedCredentialIds&quot;:[]');
    expect((await browser.submit(question)).url).toBe(SECURITY);
    expect((await browser.open(SECURITY)).text).toContain('10 codes are left');
  });

  it('that is the first factor brings codes', async () => {
    const { browser } = await open();
    const done = await makePasskey(browser, await browser.open(ADD));
    expect([done.url, codesOn(done).length]).toEqual([CODES, 10]);
    expect(done.statuses[0]).toContain('Passkey added.');
  });

  it('and its codes are not lost to a second press of the button', async () => {
    const { browser } = await open();
    const page = await browser.open(ADD);
    const authenticator = await createAuthenticator();
    const options = passkeyOptionsIn<Parameters<typeof authenticator.create>[0]>(
      page.html,
      'create',
    );
    const credential = JSON.stringify(await authenticator.create(options));
    await browser.submit(page, { credential }, { action: ADD, follow: false });
    const again = await browser.submit(page, { credential }, { action: ADD });
    expect([again.url, codesOn(again).length]).toEqual([CODES, 10]);
  });

  it('that cannot be used is refused, and nothing is added', async () => {
    const { browser } = await open();
    const page = await browser.open(ADD);
    const reused = await createAuthenticator();
    const options = passkeyOptionsIn<Parameters<typeof reused.create>[0]>(page.html, 'create');
    const stale = JSON.stringify(await reused.create({ ...options, challenge: 'AAAA' }));
    for (const credential of ['', '{}', 'no json', stale]) {
      const wrong = await browser.submit(page, { credential }, { action: ADD });
      expect([wrong.status, wrong.alerts.join()]).toEqual([
        400,
        expect.stringContaining('Nothing was added'),
      ]);
    }
    expect((await browser.open(SECURITY)).text).not.toContain('Remove');
  });

  it('of somebody else or of nobody leads to one’s own', async () => {
    const { app, browser } = await open();
    const theirs = await addPasskey(app, await signIn(app, await register(app)));
    const paths = [theirs.id, crypto.randomUUID(), 'nonsense'].flatMap((id) =>
      ['rename', 'remove'].map((act) => `${SECURITY}/passkeys/${id}/${act}`),
    );
    for (const path of paths) {
      const question = await browser.open(path);
      expect([question.url, question.status]).toEqual([SECURITY, 200]);
      const form = await browser.open('/account/profile');
      const csrf = form.forms[0]?.fields.csrf_token ?? '';
      const sent = await browser.post(path, { csrf_token: csrf, label: 'Mine' });
      expect([sent.url, sent.status]).toEqual([SECURITY, 200]);
      expect(sent.text).not.toContain('renamed');
    }
    const { results } = await app.env.DB.prepare('select label from user_factors where id = ?')
      .bind(theirs.id)
      .all();
    expect(results).toEqual([{ label: theirs.label }]);
  });
});

describe('recovery codes', () => {
  it('are made anew after a proof, shown once, and void the old ones', async () => {
    const { app, email, browser, device } = await openWithApp();
    const form = await browser.follow(await browser.open(SECURITY), 'Make new codes');
    expect([form.url, form.h1]).toEqual([CODES, 'Make new recovery codes']);
    const made = await browser.submit(form);
    const codes = codesOn(made);
    expect([made.h1, codes.length]).toEqual(['Save your recovery codes', 10]);
    expect(codes.some((code) => device.recoveryCodes.includes(code))).toBe(false);
    expect(made.headers.get('Cache-Control')).toBe('no-store');
    const again = await browser.open(CODES);
    expect([again.h1, codesOn(again)]).toEqual(['Make new recovery codes', []]);
    const waiting = await app.auth.login.$post({ json: { email, password: PASSWORD } });
    const { mfa_token } = (await waiting.json()) as { mfa_token: string };
    const use = (recovery_code: string) =>
      app.auth.login['otp-verify'].$post({ json: { mfa_token, recovery_code } });
    expect((await use(device.recoveryCodes[0] ?? '')).status).toBe(401);
    expect((await use(codes[0] ?? '')).status).toBe(200);
  });

  it('are kept for their page by any other that is opened first', async () => {
    const { browser } = await openWithApp();
    await browser.submit(await browser.open(CODES), {}, { follow: false });
    await browser.open('/account/profile');
    const led = await browser.open(SECURITY);
    expect([led.url, codesOn(led).length]).toEqual([CODES, 10]);
  });

  it('are shown to no other session', async () => {
    const { app, email, browser, device } = await openWithApp();
    await browser.submit(await browser.open(CODES), {}, { follow: false });
    const other = createPageClient(app);
    const step = await other.submit(
      await other.open('/sign-in'),
      { email_or_username: email, password: PASSWORD },
      { action: '/sign-in' },
    );
    await other.submit(step, { otp: await device.code() });
    other.jar.set('__Host-notice', browser.jar.get('__Host-notice') ?? '');
    expect(codesOn(await other.open(CODES))).toEqual([]);
  });

  it('need a proof, and a factor', async () => {
    const { browser } = await open();
    const none = await browser.open(CODES);
    expect(none.headings).toContain('Set up a second step first');
    const csrf = (await browser.open('/account/profile')).forms[0]?.fields.csrf_token ?? '';
    expect((await browser.post(CODES, { csrf_token: csrf })).status).toBe(409);
    const { app, browser: theirs } = await openWithApp();
    const form = await theirs.open(CODES);
    app.advance(11 * MINUTE);
    expect((await theirs.submit(form)).url).toContain('/account/step-up');
  });
});
