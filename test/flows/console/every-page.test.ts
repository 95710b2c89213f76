import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { official, somebody } from '../../support/console-people.ts';
import { consoleRoutes, fillPath, formTokenOf } from '../../support/console-routes.ts';
import { editUsers } from '../../support/edit-users.ts';
import { createPageClient, type OpenPage } from '../../support/page-client.ts';
import { bearer, PASSWORD, signIn } from '../../support/people.ts';
import { press } from '../../support/press-act.ts';
import { createTestApp } from '../../support/test-app.ts';

// Every page of the console, those that come later too.
const ROUTES = consoleRoutes(createTestApp());
const OPENED = ROUTES.filter(([method]) => method === 'GET').map(([, path]) => path);
const FORMS = ROUTES.filter(([method]) => method === 'POST').map(([, path]) => path);
const EVIL = `'"><img src=x onerror=alert(1)> https://evil.example javascript:alert(2)`;
const CURSORS = [
  "x' or 1=1 --",
  '00000000-0000-7000-8000-000000000000',
  'ffffffff-ffff-7fff-bfff-ffffffffffff',
  '~',
  '../../etc',
  '9'.repeat(5000),
  EVIL,
];
const OUT_OF_DATE = 'This page is out of date';
/** Milliseconds for a walk through all pages on a busy machine. */
const LONG = 120_000;

/** What an act could have changed. */
async function stored(): Promise<string> {
  const tables = ['users', 'oauth_clients', 'factor_removals'];
  const rows = await Promise.all(
    tables.map(async (table) => (await env.DB.prepare(`select * from ${table}`).all()).results),
  );
  const acts = await env.DB.prepare(
    "select count(*) as n from audit_events where type like 'admin.%'",
  ).first('n');
  return JSON.stringify([rows, acts]);
}

/** Everything in which people write what they like, written by somebody who means no good. */
async function evilWorld() {
  const app = createTestApp();
  const admin = await official(app, 'admin');
  const user = await somebody(app);
  for (const id of [admin.id, user.id])
    await editUsers(
      'display_name = ?1, first_name = ?1, last_name = ?1, username = ?2 where id = ?3',
      EVIL,
      `${EVIL}${id}`,
      id,
    );
  await app.fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'User-Agent': EVIL },
    body: JSON.stringify({ email: user.email, password: PASSWORD, device_name: EVIL }),
  });
  const token = (await signIn(app, admin.email)).access_token;
  const client = await app.fetch('/api/v1/admin/clients', {
    method: 'POST',
    headers: { ...bearer(token), 'Content-Type': 'application/json' },
    body: JSON.stringify({
      client_name: EVIL,
      redirect_uris: ['https://app.example.com/callback'],
    }),
  });
  const { client_id: clientId } = await client.json<{ client_id: string }>();
  const page = await admin.browser.open(user.path);
  const done = await press(admin.browser, page, 'lock', { reason: EVIL });
  // Their name, username, device and the reason: what this proves is stored.
  expect(done.html.match(/&lt;img/g)?.length).toBeGreaterThanOrEqual(4);
  return { app, admin, user, values: { id: user.id, client_id: clientId, clientId } };
}

describe('every page that is opened', () => {
  it('can be neither framed nor kept, and tells nobody where one was', {
    timeout: LONG,
  }, async () => {
    const app = createTestApp();
    const { id } = await somebody(app);
    const people = [createPageClient(app)];
    for (const role of ['user', 'staff', 'admin'] as const)
      people.push((await official(app, role)).browser);
    for (const path of OPENED)
      for (const browser of people)
        expectSealed(await browser.open(fillPath(path, { id }), { follow: false }), path);
  });

  it('shows what people wrote as text, and makes no link of it', { timeout: LONG }, async () => {
    const { admin, values } = await evilWorld();
    const search = new URLSearchParams({ query: EVIL.toLowerCase() });
    for (const path of OPENED)
      for (const query of ['', `?${search}`]) {
        const at = fillPath(path, values);
        const page = await admin.browser.open(at + query);
        expect(page.status, at).toBeLessThan(500);
        if (isFile(page)) continue;
        expect(page.html, at).not.toMatch(/<img|<script>alert/);
        for (const { href } of page.links)
          expect([at, href]).toEqual([at, expect.stringMatching(/^[/#]/)]);
        for (const { action } of page.forms) expect(action, at).toMatch(/^\//);
      }
  });

  it('takes a cursor for what it is', { timeout: LONG }, async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    const { id } = await somebody(app);
    for (const path of OPENED)
      for (const cursor of CURSORS) {
        const at = `${fillPath(path, { id })}?${new URLSearchParams({ cursor })}`;
        const page = await browser.open(at);
        expect([at, [200, 400, 403, 404].includes(page.status)]).toEqual([at, true]);
        expect(page.html, at).not.toContain('<img');
        // A broken one counts as none, and the page says so.
        if (page.status === 400)
          expect(page.text, at).toContain('We couldn’t read all of that address');
      }
  });
});

/** What nobody may frame or keep, and what sends no address along. */
function expectSealed({ headers, status }: OpenPage, path: string): void {
  const at = `${path} ${status}`;
  expect(headers.get('Cache-Control'), at).toContain('no-store');
  expect(headers.get('X-Content-Type-Options'), at).toBe('nosniff');
  expect(headers.get('X-Frame-Options'), at).toBe('DENY');
  expect(headers.get('Referrer-Policy'), at).toMatch(/^(?:no-referrer|same-origin|strict-origin)$/);
  if (!headers.get('Content-Type')?.startsWith('text/html')) return;
  const policy = headers.get('Content-Security-Policy')?.split('; ') ?? [];
  for (const part of [
    "default-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
  ])
    expect(policy, at).toContain(part);
}

describe.each(FORMS)('POST %s', (path) => {
  it('is refused unless it comes from the admin’s own page', async () => {
    const app = createTestApp();
    const [admin, other] = [await official(app, 'admin'), await official(app, 'admin')];
    const { id, email } = await somebody(app);
    const at = fillPath(path, { id });
    const page = await admin.browser.open(at);
    const own = page.forms.find(({ method }) => method === 'post')?.fields ?? {};
    const fields = { ...own, sure: 'on', address: email };
    const token = formTokenOf(app, admin.browser);
    const attempts: [string, Record<string, string>, Record<string, string>][] = [
      ['no token', { csrf_token: '' }, {}],
      ['a made-up token', { csrf_token: `${'0'.repeat(32)}.${'0'.repeat(64)}` }, {}],
      ['the token of another', { csrf_token: formTokenOf(app, other.browser) }, {}],
      ['another origin', { csrf_token: token }, { Origin: 'https://evil.example' }],
      ['a sibling', { csrf_token: token }, { Origin: 'https://auth.test.evil.example' }],
      ['an opaque origin', { csrf_token: token }, { Origin: 'null' }],
      ['plain HTTP', { csrf_token: token }, { Origin: 'http://auth.test' }],
    ];
    const before = await stored();
    for (const [what, given, headers] of attempts) {
      const refused = await admin.browser.post(at, { ...fields, ...given }, { headers });
      expect([what, refused.status, refused.h1]).toEqual([what, 403, OUT_OF_DATE]);
    }
    expect(await bare(app, admin.browser.cookies(), at, 'cross-site', token)).toBe(403);
    expect(await bare(app, admin.browser.cookies(), at, 'same-site', token)).toBe(403);
    expect(await stored()).toBe(before);
    expect((await admin.browser.post(at, { csrf_token: token })).h1).not.toBe(OUT_OF_DATE);
  });

  it('is refused to staff, users and nobody, and changes nothing', async () => {
    const app = createTestApp();
    const admin = await official(app, 'admin');
    const { id, email } = await somebody(app);
    const at = fillPath(path, { id });
    const open = await admin.browser.open(at);
    const [staff, user] = [await official(app, 'staff'), await official(app, 'user')];
    const nobody = createPageClient(app);
    const before = await stored();
    for (const form of formsOf(open))
      for (const { browser } of [staff, user]) {
        const csrf_token = formTokenOf(app, browser);
        const fields = { ...form, sure: 'on', address: email, csrf_token };
        const refused = await browser.post(at, fields);
        // What is not there is so for staff too.
        const allowed = open.status === 404 ? [403, 404] : [403];
        expect([form.act, allowed.includes(refused.status)]).toEqual([form.act, true]);
      }
    const led = await nobody.post(at, open.forms.at(-1)?.fields ?? {}, { follow: false });
    expect([303, 403]).toContain(led.status);
    if (led.status === 303) expect(led.headers.get('Location')).toMatch(/^\/sign-in/);
    expect(await stored()).toBe(before);
  });
});

/** Whether a browser keeps it as a file, and never shows it as a page. */
const isFile = ({ headers }: OpenPage) =>
  headers.get('Content-Disposition')?.startsWith('attachment') === true &&
  headers.get('Content-Type')?.startsWith('text/html') === false;

/** The forms of a page that a person could send, or none at all. */
const formsOf = ({ forms }: OpenPage): Record<string, string>[] => {
  const posted = forms.filter(({ method }) => method === 'post').map(({ fields }) => fields);
  return posted.length === 0 ? [{}] : posted;
};

/** A form without `Origin`, as browsers of long ago send it, and what they say instead. */
async function bare(
  { fetch }: ReturnType<typeof createTestApp>,
  Cookie: string,
  path: string,
  site: string,
  csrf_token: string,
): Promise<number> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: {
      Cookie,
      'Sec-Fetch-Site': site,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ csrf_token }).toString(),
  });
  return answer.status;
}
