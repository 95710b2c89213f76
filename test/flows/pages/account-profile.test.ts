import { describe, expect, it } from 'vitest';
import { createPageClient } from '../../support/page-client.ts';
import {
  as,
  freshEmail,
  mailedToken,
  PASSWORD,
  register,
  signIn,
  WRONG,
} from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

const MINUTE = 60_000;
const PROFILE = '/account/profile';
const EMAIL = `${PROFILE}/email`;
const USERNAME = `${PROFILE}/username`;

/** Somebody who is signed in, with their browser. */
async function open(env: Record<string, unknown> = {}) {
  const app = createTestApp({ env });
  const email = await register(app);
  const browser = createPageClient(app);
  const sessionId = await browser.signIn(email);
  const me = async () => {
    const login = await app.auth.login.$post({ json: { email, password: PASSWORD } });
    return ((await login.json()) as { user: Record<string, unknown> & { id: string } }).user;
  };
  return { app, email, browser, sessionId, me };
}

describe('/account', () => {
  it('leads to the profile, and whoever is signed out to sign in and back', async () => {
    const { app, browser } = await open();
    expect((await browser.open('/account')).url).toBe(PROFILE);
    const other = createPageClient(app);
    for (const path of [PROFILE, EMAIL, USERNAME]) {
      const lost = await other.open(path);
      expect(lost.url).toBe(`/sign-in?return_to=${encodeURIComponent(path)}`);
    }
  });
});

describe('/account/profile', () => {
  it('saves what was changed, says so once, and forgets nothing else', async () => {
    const { browser, me } = await open();
    const page = await browser.open(PROFILE);
    expect([page.h1, page.title]).toEqual(['Profile', 'Profile · Latchkey']);
    const given = { first_name: 'Maya', last_name: 'Okafor', timezone: 'Europe/Lisbon' };
    const saved = await browser.submit(page, given, { action: PROFILE });
    expect([saved.url, saved.statuses]).toEqual([PROFILE, ['Your profile is saved']]);
    const form = saved.forms.find(({ action }) => action === PROFILE);
    expect(form?.fields).toMatchObject({ ...given, display_name: '', locale: '' });
    expect((await browser.open(PROFILE)).statuses).toEqual([]);
    expect(await me()).toMatchObject({ full_name: 'Maya Okafor', timezone: 'Europe/Lisbon' });
    const emptied = await browser.submit(saved, { first_name: '' }, { action: PROFILE });
    expect(emptied.statuses).toEqual(['Your profile is saved']);
    expect(await me()).toMatchObject({ first_name: '', last_name: 'Okafor' });
  });

  it('sends only what differs, and nothing where nothing does', async () => {
    const { app, browser, sessionId } = await open();
    const page = await browser.open(PROFILE);
    await browser.submit(page, {}, { action: PROFILE });
    await browser.submit(page, { display_name: 'Maya' }, { action: PROFILE });
    await browser.submit(page, { display_name: 'Maya' }, { action: PROFILE });
    const { results } = await app.env.DB.prepare(
      "select metadata from audit_events where type = 'user.profile_changed' and session_id = ?",
    )
      .bind(sessionId)
      .all<{ metadata: string }>();
    expect(results.map(({ metadata }) => JSON.parse(metadata))).toEqual([
      { fields: 'displayName' },
    ]);
  });

  it('shows what is wrong at its field, keeps what was typed, and changes nothing', async () => {
    const { browser, me } = await open();
    const page = await browser.open(PROFILE);
    const typed = { first_name: 'x'.repeat(151), display_name: 'Maya', timezone: 'Mars/Base' };
    const wrong = await browser.submit(page, typed, { action: PROFILE });
    expect([wrong.status, wrong.title]).toEqual([400, 'Error: Profile · Latchkey']);
    expect(Object.keys(wrong.errors).sort()).toEqual(['first_name', 'timezone']);
    const form = wrong.forms.find(({ action }) => action === PROFILE);
    expect(form?.fields).toMatchObject(typed);
    expect(await me()).toMatchObject({ display_name: '' });
  });

  it('names each language by itself', async () => {
    const { browser } = await open();
    const { html } = await browser.open(PROFILE);
    expect(html).toContain('<option value="en" lang="en">English</option>');
  });

  it('keeps a language that was set elsewhere, and takes one of ours', async () => {
    const { app, email, browser, me } = await open();
    await app.auth.profile.$patch({ json: { locale: 'de-AT' } }, as(await signIn(app, email)));
    const page = await browser.open(PROFILE);
    const kept = await browser.submit(page, { first_name: 'Maya' }, { action: PROFILE });
    expect(await me()).toMatchObject({ locale: 'de-AT', first_name: 'Maya' });
    const set = await browser.submit(kept, { locale: 'en' }, { action: PROFILE });
    expect(set.statuses).toEqual(['Your profile is saved']);
    expect(await me()).toMatchObject({ locale: 'en', first_name: 'Maya' });
  });

  it('escapes a hostile name', async () => {
    const { browser } = await open();
    const hostile = '"><script>alert(1)</script>';
    const page = await browser.open(PROFILE);
    const saved = await browser.submit(page, { display_name: hostile }, { action: PROFILE });
    expect(saved.html).not.toContain('<script>alert');
    expect(saved.html).toContain('&lt;script&gt;alert(1)');
  });

  it('takes the forms of two tabs one after the other', async () => {
    const { browser, me } = await open();
    const first = await browser.open(PROFILE);
    const second = await browser.open(PROFILE);
    await browser.submit(second, { last_name: 'Okafor' }, { action: PROFILE });
    await browser.submit(first, { first_name: 'Maya', last_name: null }, { action: PROFILE });
    expect(await me()).toMatchObject({ full_name: 'Maya Okafor' });
  });

  it('loses no form in silence whose session is over', async () => {
    const { browser, me } = await open();
    const page = await browser.open(PROFILE);
    const end = await browser.open('/sign-out');
    const jar = new Map(browser.jar);
    await browser.submit(end);
    for (const [name, value] of jar) browser.jar.set(name, value);
    const late = await browser.submit(page, { first_name: 'Late' }, { action: PROFILE });
    expect(late.url).toBe(`/sign-in?return_to=${encodeURIComponent(PROFILE)}`);
    expect(late.text).toContain('nothing was saved');
    expect(await me()).toMatchObject({ first_name: '' });
  });
});

describe('/account/profile/username', () => {
  it('asks for a proof before the form, and leads back to it', async () => {
    const { app, browser, me } = await open();
    app.advance(11 * MINUTE);
    const asked = await browser.open(USERNAME);
    expect(asked.url).toBe(`/account/step-up?return_to=${encodeURIComponent(USERNAME)}`);
    const form = await browser.submit(asked, { password: PASSWORD });
    expect([form.url, form.h1]).toEqual([USERNAME, 'Choose a username']);
    const name = `maya${crypto.randomUUID().slice(0, 6)}`;
    const saved = await browser.submit(form, { username: name });
    expect([saved.url, saved.statuses]).toEqual([PROFILE, ['Your username is saved']]);
    expect(await me()).toMatchObject({ username: name });
  });

  it('takes no form without a fresh proof', async () => {
    const { app, browser, me } = await open();
    const form = await browser.open(USERNAME);
    app.advance(11 * MINUTE);
    const asked = await browser.submit(form, { username: 'somebody' });
    expect(asked.url).toBe(`/account/step-up?return_to=${encodeURIComponent(USERNAME)}`);
    expect(await me()).toMatchObject({ username: null });
  });

  it('says what is wrong with one, and that it is taken', async () => {
    const { app, browser, me } = await open();
    const form = await browser.open(USERNAME);
    const wrong = await browser.submit(form, { username: 'a@b' });
    expect([wrong.status, wrong.forms[0]?.fields.username]).toEqual([400, 'a@b']);
    expect(wrong.errors.username).toContain('3 to 30 letters');
    const name = `taken${crypto.randomUUID().slice(0, 6)}`;
    const other = createPageClient(app);
    await other.signIn(await register(app));
    await other.submit(await other.open(USERNAME), { username: name });
    const taken = await browser.submit(wrong, { username: name.toUpperCase() });
    expect([taken.status, taken.errors.username]).toEqual([
      409,
      expect.stringContaining('Somebody else has this one'),
    ]);
    expect(await me()).toMatchObject({ username: null });
    const gone = await other.submit(await other.open(USERNAME), { username: '' });
    expect(gone.statuses).toEqual(['Your username is saved']);
    expect((await browser.submit(taken, { username: name })).status).toBe(200);
  });
});

describe('/account/profile/email', () => {
  it('mails a link to the new address, and changes nothing before it is opened', async () => {
    const { app, email, browser, me } = await open();
    const form = await browser.open(EMAIL);
    expect(form.text).toContain(email);
    const next = freshEmail();
    const sent = await browser.submit(form, { new_email: next, password: PASSWORD });
    expect([sent.url, sent.statuses.length]).toEqual([PROFILE, 1]);
    expect(sent.statuses[0]).toContain(`We’ve sent a link to ${next}`);
    expect(await me()).toMatchObject({ email });
    const token = await mailedToken(app, next);
    await app.auth.email.change.confirm.$post({ json: { token } });
    expect((await browser.open(PROFILE)).text).toContain(next);
  });

  it('asks for a proof at eleven minutes, before anything is typed', async () => {
    const { app, browser } = await open();
    app.advance(11 * MINUTE);
    const asked = await browser.open(EMAIL);
    expect(asked.url).toBe(`/account/step-up?return_to=${encodeURIComponent(EMAIL)}`);
    expect((await browser.submit(asked, { password: PASSWORD })).url).toBe(EMAIL);
  });

  it.each([
    ['no address', { new_email: 'maya', password: PASSWORD }, 400, 'new_email'],
    ['no password', { new_email: 'maya@example.com', password: '' }, 400, 'password'],
    ['a wrong password', { new_email: 'maya@example.com', password: WRONG }, 401, 'password'],
  ])('says at its field what is wrong with %s', async (_, fields, status, field) => {
    const { browser } = await open();
    const wrong = await browser.submit(await browser.open(EMAIL), fields);
    expect([wrong.status, Object.keys(wrong.errors)]).toEqual([status, [field]]);
    expect(wrong.forms[0]?.fields).toMatchObject({ new_email: fields.new_email, password: '' });
  });

  it('takes no address that the account has', async () => {
    const { email, browser } = await open();
    const form = await browser.open(EMAIL);
    const same = await browser.submit(form, { new_email: email, password: PASSWORD });
    expect([same.status, Object.keys(same.errors)]).toEqual([400, ['new_email']]);
  });

  it('says when a wrong password was tried too often', async () => {
    const { browser } = await open();
    let page = await browser.open(EMAIL);
    for (let tries = 0; tries < 5; tries++)
      page = await browser.submit(page, { new_email: freshEmail(), password: WRONG });
    const locked = await browser.submit(page, { new_email: freshEmail(), password: PASSWORD });
    expect([locked.status, locked.alerts.join()]).toEqual([
      403,
      expect.stringContaining('Too many wrong tries'),
    ]);
  });

  it('counts with the API', async () => {
    const env = { RATE_LIMITS: '{}', SHIELD: { limit: async () => ({ success: true }) } };
    const { browser } = await open(env);
    const page = await browser.open(EMAIL);
    for (let tries = 0; tries < 5; tries++)
      await browser.submit(page, { new_email: 'nobody', password: PASSWORD });
    const over = await browser.submit(page, { new_email: 'nobody', password: PASSWORD });
    expect([over.status, over.h1]).toEqual([429, 'Too many attempts']);
  });
});
