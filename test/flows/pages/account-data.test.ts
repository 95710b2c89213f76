import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { editUsers, giveRoles } from '../../support/edit-users.ts';
import { createMeasuredApp } from '../../support/measured-app.ts';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { as, newcomer, PASSWORD, register, signIn, WRONG } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { setUpTotp } from '../../support/totp.ts';

const DATA = '/account/data';
const DOWNLOAD = `${DATA}/download`;
const ERASE = `${DATA}/erase`;
const MINUTES = 60_000;
const stepUpTo = (path: string) => `/account/step-up?return_to=${encodeURIComponent(path)}`;
const once = { follow: false } as const;

async function someone(options: Parameters<typeof createTestApp>[0] = {}) {
  const app = createTestApp(options);
  const email = await register(app);
  const browser = createPageClient(app);
  const sessionId = await browser.signIn(email);
  return { app, email, browser, sessionId };
}

const erase = (browser: PageClient, page: OpenPage, fields: Record<string, string | null> = {}) =>
  browser.submit(page, { password: PASSWORD, sure: 'on', ...fields }, { action: ERASE });
const isThere = async (email: string) =>
  (await env.DB.prepare('select id from users where email = ?').bind(email).first()) !== null;
const isAlive = async (app: TestApp, email: string) =>
  (await app.auth.login.$post({ json: { email, password: PASSWORD } })).status === 200;

describe('/account/connections', () => {
  it('says that no app has access, and needs a session', async () => {
    const { app, browser } = await someone();
    const page = await browser.open('/account/connections');
    expect([page.status, page.h1]).toEqual([200, 'Connections']);
    expect(page.headings).toContain('No apps can use your account');
    const nobody = await createPageClient(app).open('/account/connections');
    expect(nobody.url).toBe('/sign-in?return_to=%2Faccount%2Fconnections');
  });
});

describe('/account/data', () => {
  it('hands out everything as a file, as the API does, and records that', async () => {
    const { app, email, browser } = await someone();
    const page = await browser.open(DATA);
    expect(page.text).not.toContain('We’ll ask you to confirm it’s you first.');
    const file = await browser.follow(page, 'Download my data');
    expect(file.status).toBe(200);
    expect(file.headers.get('Content-Type')).toBe('application/json');
    expect(file.headers.get('Content-Disposition')).toMatch(
      /^attachment; filename="account-.+\.json"$/,
    );
    expect(file.headers.get('Cache-Control')).toBe('no-store');
    const session = await signIn(app, email);
    const byApi = await (await app.auth.account.export.$get({}, as(session))).json();
    const held = JSON.parse(file.html) as typeof byApi;
    expect([Object.keys(held), held.user.email]).toEqual([Object.keys(byApi), email]);
    expect((await browser.open('/account/activity')).text).toContain('You downloaded your data');
  });

  it('asks for a proof after eleven minutes, and leads back to the button', async () => {
    const { app, browser } = await someone();
    app.advance(11 * MINUTES);
    const page = await browser.open(DATA);
    expect(page.text).toContain('We’ll ask you to confirm it’s you first.');
    const proof = await browser.follow(page, 'Download my data');
    expect([proof.url, proof.h1]).toEqual([stepUpTo(`${DATA}?proved=1`), 'Confirm it’s you']);
    const back = await browser.submit(proof, { password: PASSWORD });
    expect([back.url, back.statuses]).toEqual([
      `${DATA}?proved=1`,
      ['Thank you. You can download your data now.'],
    ]);
    expect(
      (await browser.follow(back, 'Download my data')).headers.get('Content-Disposition'),
    ).toContain('account-');
    app.advance(11 * MINUTES);
    expect((await browser.open(`${DATA}?proved=1`)).statuses).toEqual([]);
  });

  it('makes no file for a link of another site', async () => {
    const { browser } = await someone();
    const headers = { 'Sec-Fetch-Site': 'cross-site' };
    const page = await browser.open(DOWNLOAD, { headers, ...once });
    expect([page.status, page.headers.get('Location')]).toEqual([303, DATA]);
  });

  it('shares the limit of the API, by user', async () => {
    const env = {
      RATE_LIMITS: JSON.stringify({ account_export: { limit: 1 } }),
      SHIELD: { limit: async () => ({ success: true }) },
    };
    const { app, email, browser } = await someone({ env });
    await app.auth.account.export.$get({}, as(await signIn(app, email)));
    expect((await browser.open(DOWNLOAD)).status).toBe(429);
    expect((await browser.open(DATA)).status).toBe(200);
  });

  it('costs one wait to show', async () => {
    const email = await register(createTestApp());
    const { app, measure } = createMeasuredApp();
    const browser = createPageClient(app);
    await browser.signIn(email);
    for (const path of [DATA, ERASE])
      expect(await measure(() => browser.open(path, once))).toEqual([200, '1 guard.liveByRefresh']);
  });
});

describe('/account/data/erase', () => {
  it('names what follows, erases, and says goodbye once', async () => {
    const back = 'https://app.example/start';
    const { app, email, browser } = await someone({ env: { APP_RETURN_URL: back } });
    const page = await browser.open(ERASE);
    expect([page.status, page.h1]).toEqual([200, 'Erase your account']);
    expect(page.text).toContain('This happens at once and can’t be undone:');
    expect(page.text).toContain(email);
    expect(page.forms.find(({ action }) => action === ERASE)?.controls.sure).not.toHaveProperty(
      'checked',
    );
    const bye = await erase(browser, page);
    expect([bye.url, bye.h1]).toEqual(['/goodbye', 'Your account is erased']);
    expect(bye.links).toContainEqual({ href: back, text: 'Back to Latchkey' });
    expect([await isThere(email), await isAlive(app, email)]).toEqual([false, false]);
    expect([...browser.jar.keys()].filter((name) => /token|csrf/.test(name))).toEqual([]);
    expect((await browser.open('/goodbye')).url).toBe('/sign-in');
  });

  it('erases nothing until the box is ticked and the password is right', async () => {
    const { email, browser } = await someone();
    const page = await browser.open(ERASE);
    const empty = await erase(browser, page, { sure: null, password: '' });
    expect([empty.status, empty.title]).toEqual([400, 'Error: Erase your account · Latchkey']);
    expect(empty.errors).toEqual({
      password: 'Error: Enter your password.',
      sure: 'Error: Tick the box to go on: erasing can’t be undone.',
    });
    const unsure = await erase(browser, page, { sure: null });
    expect([unsure.status, Object.keys(unsure.errors)]).toEqual([400, ['sure']]);
    expect(unsure.html).not.toContain(PASSWORD);
    const wrong = await erase(browser, page, { password: WRONG });
    expect([wrong.status, wrong.errors.password]).toEqual([
      401,
      'Error: That’s not your password. Enter it again.',
    ]);
    expect(wrong.forms.find(({ action }) => action === ERASE)?.fields.sure).toBe('on');
    for (let tries = 1; tries < 5; tries++) await erase(browser, wrong, { password: WRONG });
    const locked = await erase(browser, wrong, { password: PASSWORD });
    expect([locked.status, locked.alerts[0]]).toEqual([
      403,
      expect.stringContaining('Too many wrong passwords'),
    ]);
    expect(await isThere(email)).toBe(true);
  });

  it('takes the password as the proof, however old the session is', async () => {
    const { app, email, browser } = await someone();
    app.advance(11 * MINUTES);
    expect((await erase(browser, await browser.open(ERASE))).url).toBe('/goodbye');
    expect(await isThere(email)).toBe(false);
  });

  it('wants a fresh proof where there is possession, on the page and on its form', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const browser = createPageClient(app);
    const name = { email_or_username: person.email, password: PASSWORD };
    const step = await browser.submit(await browser.open('/sign-in'), name, { action: '/sign-in' });
    await browser.submit(step, { otp: await device.code() });
    const page = await browser.open(ERASE);
    const form = page.forms.find(({ action }) => action === ERASE);
    expect(Object.keys(form?.controls ?? {})).not.toContain('password');
    app.advance(11 * MINUTES);
    expect((await browser.open(ERASE)).url).toBe(stepUpTo(ERASE));
    const late = await erase(browser, page);
    expect([late.url, await isThere(person.email)]).toEqual([stepUpTo(ERASE), true]);
    const again = await browser.submit(late, { otp: await device.code() });
    expect([again.url, again.h1]).toEqual([ERASE, 'Erase your account']);
    expect((await erase(browser, again)).url).toBe('/goodbye');
    expect(await isThere(person.email)).toBe(false);
  });

  it('wants a fresh proof where there is no password', async () => {
    const { app, email, browser } = await someone();
    await editUsers('password_hash = null where email = ?', email);
    app.advance(11 * MINUTES);
    expect((await browser.open(ERASE)).url).toBe(stepUpTo(ERASE));
  });

  it('keeps the last administrator', async () => {
    const { email, browser } = await someone();
    await giveRoles([]);
    await giveRoles(['admin'], { email });
    const kept = await erase(browser, await browser.open(ERASE));
    expect([kept.status, kept.alerts[0]]).toEqual([
      403,
      expect.stringContaining('You’re the last administrator'),
    ]);
    expect(await isThere(email)).toBe(true);
  });

  it('takes a second press for what the first one did', async () => {
    const { email, browser } = await someone();
    const page = await browser.open(ERASE);
    const [first, second] = await Promise.all([
      erase(browser, page).then(({ status }) => status),
      erase(browser, page).then(({ status }) => status),
    ]);
    expect([first, second].every((status) => status < 500)).toBe(true);
    expect(await isThere(email)).toBe(false);
  });

  it('leads a press that comes after the answer to the same goodbye', async () => {
    const { browser } = await someone();
    const page = await browser.open(ERASE);
    const fields = {
      ...page.forms.find(({ action }) => action === ERASE)?.fields,
      sure: 'on',
      password: PASSWORD,
    };
    await browser.post(ERASE, fields, once);
    expect((await browser.post(ERASE, fields)).h1).toBe('Your account is erased');
  });

  it('erases nothing for a session that is over, and says so', async () => {
    const { app, email, browser, sessionId } = await someone();
    const page = await browser.open(ERASE);
    const other = await signIn(app, email);
    await app.auth.sessions[':id'].$delete({ param: { id: sessionId } }, as(other));
    const late = await erase(browser, page);
    expect(late.url).toBe(`/sign-in?return_to=${encodeURIComponent(ERASE)}`);
    expect(late.text).toContain('nothing was saved');
    expect(await isThere(email)).toBe(true);
  });

  it('is refused from elsewhere', async () => {
    const { email, browser } = await someone();
    const page = await browser.open(ERASE);
    const headers = { Origin: 'https://evil.example' };
    const forged = await browser.submit(
      page,
      { sure: 'on', password: PASSWORD },
      { action: ERASE, headers },
    );
    expect([forged.status, await isThere(email)]).toEqual([403, true]);
  });
});
