import { describe, expect, it } from 'vitest';
import { createMeasuredApp } from '../../support/measured-app.ts';
import { createPageClient, type OpenPage } from '../../support/page-client.ts';
import { as, newcomer, register, signIn, type Tokens } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const SESSIONS = '/account/sessions';
const END_OTHERS = `${SESSIONS}/end-others`;
const EVIL = '<img src=x onerror=alert(1)>"\'';

const isAlive = async (app: TestApp, session: Tokens) =>
  (await app.auth.me.$get({}, as(session))).status === 200;

/** A person in a browser that has opened the page, and on another device. */
async function someone(options: Parameters<typeof createTestApp>[0] = {}) {
  const app = createTestApp(options);
  const email = await register(app);
  const other = await signIn(app, email, { device_name: 'Ada’s tablet' });
  const browser = createPageClient(app);
  const sessionId = await browser.signIn(email);
  return { app, email, other, browser, sessionId, page: await browser.open(SESSIONS) };
}

describe('/account/sessions', () => {
  it('tells each session by device, place and time, this one first', async () => {
    const app = createTestApp();
    const email = await register(app);
    const headers = { 'User-Agent': FIREFOX, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ email, password: 'correct-Horse-7-battery' });
    const cf = { city: 'Lisbon', country: 'PT' } as IncomingRequestCfProperties;
    await app.fetch('/api/v1/auth/login', { method: 'POST', headers, body, cf });
    app.advance(3 * 3_600_000);
    const browser = createPageClient(app);
    await browser.signIn(email);
    const page = await browser.open(SESSIONS);
    expect([page.status, page.h1, page.title]).toEqual([200, 'Sessions', 'Sessions · Latchkey']);
    expect(page.headings.slice(1, 3)).toEqual(['Unknown browser This device', 'Firefox on Linux']);
    expect(page.text).toContain('Lisbon, Portugal');
    expect(page.text).toContain('Last used 3 hours ago.');
    expect(page.text).toContain('Signed in on 1 Jan 2200, 12:00 with your password.');
    // It ends by signing out, so that its cookies go too.
    expect(page.forms.flatMap(({ buttons }) => buttons.map(({ text }) => text))).toEqual([
      'Sign out Firefox on Linux',
      'Sign out one device',
      'Keep it',
    ]);
  });

  it('shows names that people gave as text, and never without the browser', async () => {
    const { app, email, browser } = await someone();
    await signIn(app, email, { device_name: EVIL });
    const page = await browser.open(SESSIONS);
    expect(page.html).not.toContain('<img');
    expect(page.html).toContain(
      `<bdi>${EVIL.replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;')}</bdi>`,
    );
    expect(page.headings).toContain('Ada’s tablet');
    expect(page.text).toContain('Unknown browser');
  });

  it('ends one, and says so once', async () => {
    const { app, other, browser, page } = await someone();
    const done = await browser.submit(page, {}, { press: other.session_id });
    expect([done.url, done.statuses]).toEqual([
      SESSIONS,
      ['That device is signed out It has to sign in again.'],
    ]);
    expect(await isAlive(app, other)).toBe(false);
    expect(done.headings).not.toContain('Ada’s tablet');
    expect((await browser.open(SESSIONS)).statuses).toEqual([]);
  });

  it('finds none of another person, and none that has ended already', async () => {
    const { app, other, browser, page } = await someone();
    const stranger = await newcomer(app);
    const end = (id: string) => browser.post(SESSIONS, { ...page.forms[0]?.fields, end: id });
    const answers: OpenPage[] = [];
    for (const id of [stranger.session_id, crypto.randomUUID(), 'x', '', EVIL])
      answers.push(await end(id));
    for (const answer of answers) {
      expect([answer.status, answer.h1]).toEqual([404, 'Sessions']);
      expect(answer.text).toContain('That device isn’t signed in any more');
      expect(answer.headings).toContain('Ada’s tablet');
    }
    expect([await isAlive(app, stranger), await isAlive(app, other)]).toEqual([true, true]);
    // Two presses, or two tabs.
    expect((await end(other.session_id)).status).toBe(200);
    expect((await end(other.session_id)).status).toBe(404);
  });

  it('leads to signing out where it is its own that is to end', async () => {
    const { browser, page, sessionId } = await someone();
    const form = page.forms[0]?.fields;
    const out = await browser.post(SESSIONS, { ...form, end: sessionId.toUpperCase() });
    expect([out.url, out.h1]).toEqual(['/sign-out', 'Sign out of Latchkey?']);
    expect((await browser.open(SESSIONS)).status).toBe(200);
  });

  it('ends all others, from the dialog and from its page', async () => {
    const { app, email, other, browser, page, sessionId } = await someone();
    expect(page.headings).toContain('Sign out your other device?');
    const done = await browser.submit(page, {}, { action: END_OTHERS });
    expect([done.url, done.statuses]).toEqual([SESSIONS, ['Your other device is signed out']]);
    expect(await isAlive(app, other)).toBe(false);
    expect(done.html).not.toContain('<dialog');
    const more = [await signIn(app, email), await signIn(app, email)];
    const alone = await browser.open(END_OTHERS);
    expect([alone.h1, alone.headings]).toEqual(['Sign out 2 other devices?', [alone.h1]]);
    expect(alone.links).toContainEqual({ href: SESSIONS, text: 'Keep them' });
    const again = await browser.submit(alone, {}, { press: 'Sign out 2 devices' });
    expect(again.statuses).toEqual(['Your 2 other devices are signed out']);
    for (const one of more) expect(await isAlive(app, one)).toBe(false);
    const { sessions } = await (
      await app.auth.sessions.$get({}, as(await signIn(app, email)))
    ).json();
    expect(sessions.map(({ id }) => id)).toContain(sessionId);
    await browser.submit(await browser.open(END_OTHERS), {}, { press: 'Sign out one device' });
    expect((await browser.open(END_OTHERS)).h1).toBe('You’re signed in nowhere else');
    // The button of a page that has grown old.
    const late = await browser.submit(alone);
    expect(late.statuses).toEqual(['You were signed in nowhere else']);
  });

  it('ends nothing for a session that is over, and says so', async () => {
    const { app, email, other, browser, page, sessionId } = await someone();
    await app.auth.sessions[':id'].$delete({ param: { id: sessionId } }, as(other));
    for (const press of [{ press: other.session_id }, { action: END_OTHERS }]) {
      const late = await browser.submit(page, {}, press);
      expect(late.url).toMatch(/^\/sign-in\?return_to=%2Faccount%2Fsessions/);
      expect(late.text).toContain('nothing was saved');
    }
    expect(await isAlive(app, other)).toBe(true);
    await browser.signIn(email);
    const other2 = await browser.submit(page, {}, { press: other.session_id });
    expect([other2.status, other2.h1]).toEqual([403, 'This page is out of date']);
  });

  it('shares the limits of the API, while the list has a count of its own', async () => {
    const env = {
      RATE_LIMITS: JSON.stringify({ sessions: { limit: 2 }, sessions_end: { limit: 1 } }),
      SHIELD: { limit: async () => ({ success: true }) },
    };
    const { app, other, browser, page } = await someone({ env });
    const id = crypto.randomUUID();
    expect((await app.auth.sessions[':id'].$delete({ param: { id } }, as(other))).status).toBe(404);
    const late = await browser.submit(page, {}, { press: other.session_id });
    expect([late.status, await isAlive(app, other)]).toEqual([429, true]);
    expect((await browser.open(SESSIONS)).status).toBe(200);
    expect((await browser.open(SESSIONS)).status).toBe(429);
    expect((await app.auth.sessions.$get({}, as(other))).status).toBe(200);
  });

  it('costs one wait for the guard to show, and one more to end', async () => {
    const email = await register(createTestApp());
    const { app, measure } = createMeasuredApp();
    const other = await signIn(app, email);
    const browser = createPageClient(app);
    await browser.signIn(email);
    const page = await browser.open(SESSIONS);
    const once = { follow: false } as const;
    const shown = [200, '1 guard.listSessions', '1 guard.liveByRefresh'];
    for (const path of [SESSIONS, END_OTHERS])
      expect(await measure(() => browser.open(path, once))).toEqual(shown);
    const ended = [303, '1 guard.liveByRefresh', '2 guard.endBy'];
    for (const press of [{ press: other.session_id }, { action: END_OTHERS }])
      expect(await measure(() => browser.submit(page, {}, { ...press, ...once }))).toEqual(ended);
  });
});
