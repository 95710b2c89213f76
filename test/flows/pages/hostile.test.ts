import { env as realEnv } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPageClient, type OpenPage, type PageClient } from '../../support/page-client.ts';
import { pageRoutes } from '../../support/page-routes.ts';
import { freshEmail, register, WRONG } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

// Every page of the app is in these tables, those that come later too.
const ROUTES = pageRoutes(createTestApp());
const FORMS = ROUTES.filter(([method]) => method === 'POST').map(([, path]) => path);
const OPENED = ROUTES.filter(([method]) => method === 'GET').map(([, path]) => path);
/** Cookies that only a form or the API may set. */
const TOKENS = /^(?:__Host-)?(?:refresh_token|access_token|device_|csrftoken|registration|sign-in)/;
const FIELDS = { token: 'x', email: 'eve@example.com', password: 'correct-Horse-7-battery' };

/** Milliseconds for a walk through all pages on a busy machine. */
const LONG = 120_000;

let app: TestApp;

/** Tokens of the victim's forms: with the session, and without. */
async function tokensOf(client: PageClient): Promise<string[]> {
  const { pageCsrf } = app.servicesWith(() => undefined);
  const browser = client.jar.get('__Host-browser') ?? '';
  const sid = JSON.parse(atob(client.jar.get('__Host-refresh_token')?.split('.')[1] ?? '')).sid;
  return [pageCsrf.make({ browser }), pageCsrf.make({ session: sid })];
}

/** A person who is signed in and has opened a page with a form. */
async function someone(): Promise<PageClient> {
  const client = createPageClient(app);
  await client.open('/forgot-password');
  await client.signIn(await register(app));
  return client;
}

beforeEach(() => {
  app = createTestApp();
});

/** What has been written, sent or asked for so far. */
async function traces() {
  const tables = ['users', 'audit_events', 'sessions', 'user_factors'];
  const counts = await Promise.all(
    tables.map((table) => realEnv.DB.prepare(`select count(*) from ${table}`).first()),
  );
  return JSON.stringify([counts, app.sent.length, app.mails.length]);
}

/** What is taken back is no cookie any more. */
const cookiesSetBy = ({ headers }: OpenPage) =>
  headers.getSetCookie().filter((one) => TOKENS.test(one) && !one.includes('Max-Age=0'));

function expectSafe(page: OpenPage, path: string): void {
  const at = `${path} ${page.status}`;
  expect(page.headers.get('X-Frame-Options'), at).toBe('DENY');
  expect(page.headers.get('Cache-Control'), at).toBe('no-store');
  expect(page.headers.get('X-Content-Type-Options'), at).toBe('nosniff');
  const isFile = page.headers.has('Content-Disposition');
  if (isFile || (page.status >= 300 && page.status < 400)) return;
  expect(page.headers.get('Content-Type'), at).toMatch(/^text\/html; charset=utf-8$/i);
  const policy = page.headers.get('Content-Security-Policy') ?? '';
  for (const part of ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"])
    expect(policy.split('; '), at).toContain(part);
  expect(policy, at).not.toMatch(/unsafe|\*/);
  // With `no-referrer` Chromium sends forms with `Origin: null`.
  expect(page.headers.get('Referrer-Policy'), at).toBe('strict-origin');
  expect([page.lang, page.h1 === '', page.title.includes('·')], at).toEqual(['en', false, true]);
}

describe('the tables', () => {
  it('have pages', () => {
    expect(FORMS.length).toBeGreaterThan(5);
    expect(OPENED).toContain('/');
  });
});

describe.each(FORMS)('a form to %s', (path) => {
  it('is refused unless it comes from a page of ours, and then changes nothing', async () => {
    const victim = await someone();
    const [byBrowser = '', bySession = ''] = await tokensOf(victim);
    const thief = await someone();
    const stolen = await tokensOf(thief);
    const before = await traces();
    const attempts: [string, Record<string, string>, Record<string, string>][] = [
      ['no token', {}, {}],
      ['an empty token', { csrf_token: '' }, {}],
      ['the token of another browser', { csrf_token: stolen[0] ?? '' }, {}],
      ['the token of another session', { csrf_token: stolen[1] ?? '' }, {}],
      ['an opaque origin', { csrf_token: byBrowser }, { Origin: 'null' }],
      ['an opaque origin, signed in', { csrf_token: bySession }, { Origin: 'null' }],
      ['another origin', { csrf_token: bySession }, { Origin: 'https://evil.example' }],
    ];
    for (const [what, fields, headers] of attempts) {
      const page = await victim.post(path, { ...FIELDS, ...fields }, { headers, follow: false });
      expect([what, page.status, cookiesSetBy(page)]).toEqual([what, 403, []]);
      expectSafe(page, path);
      // A way on.
      expect(page.forms.length + page.links.length).toBeGreaterThan(0);
    }
    expect(await traces()).toBe(before);
  });

  it('of a browser without cookies is told so, or led to sign in', async () => {
    const [token = ''] = await tokensOf(await someone());
    const bare = createPageClient(app, { cookies: false });
    const page = await bare.post(path, { ...FIELDS, csrf_token: token }, { follow: false });
    if (page.status === 303) expect(page.headers.get('Location')).toMatch(/^\/sign-in\?return_to=/);
    else expect([page.status, page.h1]).toEqual([403, 'Your browser didn’t send our cookie']);
    expect(cookiesSetBy(page)).toEqual([]);
  });
});

/** What a browser of its own is answered, without what differs at each opening. */
async function answerTo(path: string, name: string, ip: string) {
  const client = createPageClient(app, { ip });
  await client.open('/forgot-password');
  const { pageCsrf } = app.servicesWith(() => undefined);
  const csrf_token = pageCsrf.make({ browser: client.jar.get('__Host-browser') ?? '' });
  const guessed = { email: name, email_or_username: name, password: WRONG, otp: '000000' };
  const fields = { ...guessed, new_password: 'x', token: 'x', csrf_token };
  const { status, headers, html } = await client.post(path, fields, { follow: false });
  const text = html.replaceAll('<wbr/>', '').replaceAll(name, 'NAME');
  const varies = /(csrf_token" value="|challenge&quot;:&quot;|class="mono"[^>]*>)[^"&<]+/g;
  return [status, headers.get('Location'), text.replaceAll(varies, '$1')];
}

describe.each(FORMS)('a form to %s', (path) => {
  it('says the same of a name that exists and of one that does not', async () => {
    const known = await answerTo(path, await register(app), '203.0.113.21');
    expect(await answerTo(path, freshEmail(), '203.0.113.22')).toEqual(known);
  });

  it('may be pressed twice', async () => {
    const victim = await someone();
    const [byBrowser = '', bySession = ''] = await tokensOf(victim);
    for (const csrf_token of [byBrowser, bySession])
      for (let presses = 0; presses < 2; presses++) {
        const page = await victim.post(path, { ...FIELDS, csrf_token }, { follow: false });
        expect([path, page.status < 500], page.text).toEqual([path, true]);
        expectSafe(page, path);
      }
  });
});

describe.each(FORMS.filter((path) => /^\/(?:account|admin)/.test(path)))('a form to %s', (path) => {
  it('leads to sign in and back if the session has ended half-way, and changes nothing', async () => {
    const victim = await someone();
    const [, csrf_token = ''] = await tokensOf(victim);
    const elsewhere = createPageClient(app);
    for (const [name, value] of victim.jar) elsewhere.jar.set(name, value);
    await elsewhere.submit(await elsewhere.open('/sign-out'));
    const before = await traces();
    const page = await victim.post(path, { ...FIELDS, csrf_token }, { follow: false });
    const location = page.headers.get('Location') ?? '';
    expect([page.status, location]).toEqual([303, expect.stringMatching(/^\/sign-in\?return_to=/)]);
    const back = new URL(location, 'https://auth.test').searchParams.get('return_to') ?? '';
    expect(OPENED).toContain(back.replace(/\?.*/, ''));
    expect((await victim.open(location)).text).toContain('nothing was saved');
    expect(await traces()).toBe(before);
  });
});

describe('opening any page', () => {
  it('changes nothing and can be neither framed nor cached, signed in or not', {
    timeout: LONG,
  }, async () => {
    for (const client of [await someone(), createPageClient(app)])
      for (const path of OPENED) await expectHarmless(client, path);
  });
});

/** Opens a page in every way that somebody could be made to open it. */
async function expectHarmless(client: PageClient, path: string): Promise<void> {
  const before = await traces();
  for (const query of ['', '?token=x', '?return_to=https://evil.example/'])
    for (const headers of [{}, { 'Sec-Purpose': 'prefetch' }]) {
      const page = await client.open(path + query, { headers, follow: false });
      expect([path, page.status < 500, cookiesSetBy(page)]).toEqual([path, true, []]);
      expectSafe(page, path);
      expect(page.headers.get('Location') ?? '', path).not.toMatch(/^(?!\/(?!\/))./);
      expect(page.html, path).not.toContain('evil.example"');
    }
  expect([path, await traces()]).toEqual([path, before]);
}
