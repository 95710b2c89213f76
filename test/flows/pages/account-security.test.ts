import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../../support/count-hops.ts';
import { giveRoles } from '../../support/edit-users.ts';
import { createPageClient, type OpenPage } from '../../support/page-client.ts';
import { addPasskey } from '../../support/passkeys.ts';
import {
  as,
  freshEmail,
  newcomerByMail,
  PASSWORD,
  registerByMail,
  signIn,
  WRONG,
} from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { setUpTotp, signInWithTotp } from '../../support/totp.ts';

const MINUTE = 60_000;
const SECURITY = '/account/security';
const STRONGER = 'another-Horse-8-battery';

/** Somebody who is signed in, with their browser, and tokens of a session beside it. */
async function open(env: Record<string, unknown> = {}) {
  const app = createTestApp({ env });
  const email = await registerByMail(app);
  const person = await signIn(app, email);
  const browser = createPageClient(app);
  await browser.signIn(email);
  return { app, email, person, browser };
}

const stepUpTo = (path: string) => `/account/step-up?return_to=${encodeURIComponent(path)}`;
const hasText = (page: OpenPage, ...texts: string[]) =>
  texts.map((text) => page.text.includes(text));

describe('/account/security', () => {
  it('shows what an account has set up, and nothing secret', async () => {
    const { app, email, person, browser } = await open();
    const bare = await browser.open(SECURITY);
    expect([bare.h1, bare.headings]).toEqual([
      'Security',
      ['Security', 'Password', 'Passkeys', 'Authenticator app Off', 'Code by email Off'],
    ]);
    const device = await setUpTotp(app, person, 'Phone');
    const proved = await signInWithTotp(app, email, device);
    const passkey = await addPasskey(app, proved);
    const page = await browser.open(SECURITY);
    expect(page.headings).toEqual(expect.arrayContaining(['Recovery codes', 'Phone']));
    expect(page.text).toContain('10 codes are left');
    for (const secret of device.recoveryCodes) expect(page.html).not.toContain(secret);
    // Only after a change do authenticators need to hear of it.
    expect(page.html).not.toContain(passkey.credential_id);
    expect(page.html).not.toContain('argon2');
    expect(page.headers.get('Cache-Control')).toBe('no-store');
  });

  it('says that a removal of second steps waits, and how to stop it', async () => {
    const app = createTestApp({ env: { STAFF_SECOND_FACTOR: 'optional' } });
    const person = await newcomerByMail(app);
    const browser = createPageClient(app);
    await browser.signIn(person.email);
    await setUpTotp(app, person);
    const admin = await newcomerByMail(app);
    await giveRoles(['admin'], { id: admin.user.id });
    const path = `/api/v1/admin/users/${person.user.id}/remove-factors`;
    expect((await app.post(path, {}, as(admin).headers)).status).toBe(200);
    const page = await browser.open(SECURITY);
    expect(page.text).toContain('Second steps of your account will be removed on');
    expect(page.links.map(({ href }) => href)).toContain(stepUpTo(SECURITY));
  });

  it('costs one call of the guard and reads that do not wait for one another', async () => {
    const counter = countHops(realEnv as never);
    const app = createTestApp({ env: counter.env });
    const email = await registerByMail(createTestApp());
    const browser = createPageClient(app);
    await browser.signIn(email);
    await browser.open(SECURITY);
    await counter.rest();
    counter.reset();
    await browser.open(SECURITY);
    const { hops, calls } = counter.read();
    expect(hops, calls.join(', ')).toBe(2);
    expect(calls.length, calls.join(', ')).toBe(5);
  });

  it('keeps sub-pages from whoever is signed out', async () => {
    const { app } = await open();
    const other = createPageClient(app);
    for (const path of [
      '',
      '/password',
      '/passkeys/add',
      '/totp',
      '/recovery-codes',
      '/email-code',
    ])
      expect((await other.open(SECURITY + path)).url).toBe(
        `/sign-in?return_to=${encodeURIComponent(SECURITY + path)}`,
      );
  });

  it('asks for a proof at eleven minutes, before anything is typed', async () => {
    const { app, person, browser } = await open();
    const device = await setUpTotp(app, person);
    app.advance(11 * MINUTE);
    const pages = ['/passkeys/add', '/totp', `/totp/${device.id}/remove`, '/recovery-codes'];
    for (const path of [...pages, '/email-code'])
      expect((await browser.open(SECURITY + path)).url).toBe(stepUpTo(SECURITY + path));
    const asked = await browser.open(`${SECURITY}/email-code`);
    const form = await browser.submit(asked, { otp: await device.code() });
    expect([form.url, form.h1]).toEqual([`${SECURITY}/email-code`, 'Turn on the code by email?']);
  });
});

describe('/account/security/password', () => {
  const PATH = `${SECURITY}/password`;

  it('changes it, ends other sessions, and keeps this one', async () => {
    const { app, email, browser } = await open();
    const other = createPageClient(app);
    await other.signIn(email);
    app.advance(11 * MINUTE);
    const form = await browser.follow(await browser.open(SECURITY), 'Change password');
    expect([form.url, form.h1]).toEqual([PATH, 'Change your password']);
    expect(form.forms[0]?.controls.new_password?.autocomplete).toBe('new-password');
    expect(form.forms[0]?.fields.username).toBe(email);
    const given = { old_password: PASSWORD, new_password: STRONGER };
    const done = await browser.submit(form, given);
    expect([done.url, done.statuses]).toEqual([
      SECURITY,
      ['Your password is changed. You’re signed out on every other device.'],
    ]);
    expect((await browser.open(SECURITY)).statuses).toEqual([]);
    expect((await other.open(SECURITY)).url).toContain('/sign-in');
    const json = { email, password: STRONGER };
    expect((await app.auth.login.$post({ json })).status).toBe(200);
  });

  it('says every broken rule at its field, and shows no password again', async () => {
    const { browser } = await open();
    const form = await browser.open(PATH);
    for (const [fields, status, wrong] of [
      [{ old_password: '', new_password: '' }, 400, ['old_password', 'new_password']],
      [{ old_password: PASSWORD, new_password: 'short' }, 400, ['new_password']],
      [{ old_password: PASSWORD, new_password: PASSWORD }, 400, ['new_password']],
      [{ old_password: WRONG, new_password: STRONGER }, 401, ['old_password']],
    ] as const) {
      const page = await browser.submit(form, fields);
      expect([page.status, Object.keys(page.errors)]).toEqual([status, wrong]);
      expect(page.title).toMatch(/^Error: /);
      expect(page.html).not.toContain('value="another');
      expect(page.forms[0]?.fields).toMatchObject({ old_password: '', new_password: '' });
    }
  });

  it('says to a second press that it is changed', async () => {
    const { browser } = await open();
    const form = await browser.open(PATH);
    const given = { old_password: PASSWORD, new_password: STRONGER };
    await browser.submit(form, given);
    const again = await browser.submit(form, given);
    expect([again.status, again.errors.old_password]).toEqual([
      401,
      expect.stringContaining('it was changed a moment ago'),
    ]);
    expect((await browser.open(SECURITY)).url).toBe(SECURITY);
  });

  it('locks this session after five wrong ones', async () => {
    const { browser } = await open();
    let page = await browser.open(PATH);
    for (let tries = 0; tries < 5; tries++)
      page = await browser.submit(page, { old_password: WRONG, new_password: STRONGER });
    const given = { old_password: PASSWORD, new_password: STRONGER };
    const locked = await browser.submit(page, given);
    expect(locked.alerts.join()).toContain('Too many wrong tries');
  });

  it('sends a link to whoever has none', async () => {
    const app = createTestApp();
    const email = freshEmail();
    // The second registration voids the password of the first: nobody proved it.
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    await registerByMail(app, email);
    const browser = createPageClient(app);
    const code = await browser.submit(await browser.open('/sign-in/code'), { email });
    const { codes } = await app.lastMail(email, (mail) => mail.codes.length > 0);
    const otp = codes[0] ?? '';
    await browser.submit(code, { otp }, { action: '/sign-in/code' });
    const page = await browser.open(SECURITY);
    expect(hasText(page, 'Your account has none.', 'Change password')).toEqual([true, false]);
    const form = await browser.follow(page, 'Set a password');
    const sent = await browser.submit(form);
    expect(sent.h1).toBe('Check your inbox');
    expect((await app.lastMail(email)).links[0]).toContain('/reset-password?token=');
    const mailed = await browser.open(`${SECURITY}/email-code`);
    expect(mailed.headings).toContain('Set a password first');
  });
});

describe('/account/security/email-code', () => {
  const PATH = `${SECURITY}/email-code`;

  it('turns the mailed code on and off, by the password', async () => {
    const { app, browser, email } = await open();
    const form = await browser.open(PATH);
    const wrong = await browser.submit(form, { password: WRONG });
    expect([wrong.status, Object.keys(wrong.errors)]).toEqual([401, ['password']]);
    const missing = await browser.submit(form, { password: '' });
    expect([missing.status, Object.keys(missing.errors)]).toEqual([400, ['password']]);
    const on = await browser.submit(form, { password: PASSWORD });
    expect([on.url, on.headings.includes('Code by email On')]).toEqual([SECURITY, true]);
    expect(on.statuses).toEqual([expect.stringContaining('Code by email is on.')]);
    // A second press of the same button asks for what is so already.
    const again = await browser.submit(form, { password: PASSWORD });
    expect(again.headings).toContain('Code by email On');
    const waiting = await app.auth.login.$post({ json: { email, password: PASSWORD } });
    expect(await waiting.json()).toMatchObject({ otp_required: true });
    const off = await browser.submit(await browser.open(PATH), { password: PASSWORD });
    expect(off.headings).toContain('Code by email Off');
  });

  it('takes no form without a fresh proof', async () => {
    const { app, browser } = await open();
    const form = await browser.open(PATH);
    app.advance(11 * MINUTE);
    expect((await browser.submit(form, { password: PASSWORD })).url).toBe(stepUpTo(PATH));
    expect((await browser.open(SECURITY)).headings).toContain('Code by email Off');
  });
});
