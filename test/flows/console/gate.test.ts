import { describe, expect, it } from 'vitest';
import { official, officialWithTwoFactors, somebody } from '../../support/console-people.ts';
import { giveRoles } from '../../support/edit-users.ts';
import { createPageClient } from '../../support/page-client.ts';
import { pageRoutes } from '../../support/page-routes.ts';
import { createTestApp } from '../../support/test-app.ts';

const REQUIRED = { env: { STAFF_SECOND_FACTOR: 'required', LOGIN_SECOND_FACTOR: 'off' } };
// Every page of the console is in these tables, those that come later too.
const ROUTES = pageRoutes(createTestApp()).filter(([, path]) => /^\/admin(?:\/|$)/.test(path));
const OPENED = ROUTES.filter(([method]) => method === 'GET').map(([, path]) => path);
const FORMS = ROUTES.filter(([method]) => method === 'POST').map(([, path]) => path);
const SECOND_STEP = 'The console needs a second step';
/** Milliseconds for a walk through all pages on a busy machine. */
const LONG = 120_000;

it('the tables have pages', () => {
  expect(OPENED).toContain('/admin/users');
  expect(FORMS.length).toBeGreaterThan(0);
});

describe('every page of the console', () => {
  it('leads who is not signed in to sign in and back', async () => {
    const browser = createPageClient(createTestApp());
    for (const path of OPENED) {
      const page = await browser.open(path, { follow: false });
      const to = `/sign-in?return_to=${encodeURIComponent(path)}`;
      expect([page.status, page.headers.get('Location')]).toEqual([303, to]);
    }
  });

  it('tells a user nothing, with two factors or without', { timeout: LONG }, async () => {
    const app = createTestApp(REQUIRED);
    for (const make of [official, officialWithTwoFactors]) {
      const { browser } = await make(app, 'user');
      for (const path of OPENED) {
        const page = await browser.open(path);
        expect([path, page.status, page.h1]).toEqual([path, 403, 'You can’t open this page']);
        expect(page.text, path).not.toMatch(/console|staff|admin/i);
      }
    }
  });

  it.each(['staff', 'admin'] as const)(
    'leads %s without two factors to set one up, and nowhere else',
    { timeout: LONG },
    async (role) => {
      const { browser } = await official(createTestApp(REQUIRED), role);
      const to = [{ href: '/account/security', text: 'Set up a second step' }];
      for (const path of OPENED) {
        const { status, h1, links, forms } = await browser.open(path);
        expect([path, status, h1, links, forms]).toEqual([path, 403, SECOND_STEP, to, []]);
      }
    },
  );

  it.each(['staff', 'admin'] as const)(
    'opens for %s with two factors',
    { timeout: LONG },
    async (role) => {
      const { browser } = await officialWithTwoFactors(createTestApp(REQUIRED), role);
      for (const path of OPENED) {
        const page = await browser.open(path);
        // Staff may not take users along.
        const mayNot = role === 'staff' && path === '/admin/users.csv';
        expect(mayNot ? [403] : [200, 404], path).toContain(page.status);
        expect(page.h1, path).not.toBe(SECOND_STEP);
      }
    },
  );

  it('refuses its forms to users, and to admins without two factors', {
    timeout: LONG,
  }, async () => {
    const app = createTestApp(REQUIRED);
    for (const role of ['user', 'admin'] as const) {
      const { browser } = await official(app, role);
      for (const path of FORMS)
        expect([path, (await browser.post(path, {})).status]).toEqual([path, 403]);
    }
  });
});

describe('the console', () => {
  it('asks who has a second step but did not use it to use it, and then opens', async () => {
    const app = createTestApp(REQUIRED);
    const { email, device } = await officialWithTwoFactors(app, 'staff');
    app.advance(90_000);
    const browser = createPageClient(app);
    await browser.signIn(email);
    const page = await browser.open('/admin/users?status=active');
    expect(page.links.map(({ text }) => text)).toEqual(['Use my second step']);
    const proof = await browser.follow(page, 'Use my second step');
    const opened = await browser.submit(proof, { otp: await device.code() });
    expect([opened.url, opened.h1]).toEqual(['/admin/users?status=active', 'Users']);
  });

  it('goes by the role that is stored now', async () => {
    const app = createTestApp();
    const { browser, id } = await official(app, 'staff');
    expect((await browser.open('/admin')).h1).toBe('Overview');
    await giveRoles(['user'], { id });
    expect((await browser.open('/admin/users')).status).toBe(403);
  });

  it('speaks English, whatever the reader does elsewhere', async () => {
    const { browser } = await official(createTestApp(), 'staff');
    const page = await browser.open('/admin/users?ui_locales=de');
    expect([page.lang, page.h1]).toEqual(['en', 'Users']);
    expect(page.links.some(({ text }) => text === 'Deutsch')).toBe(false);
  });

  it('says nothing of a user who does not exist', async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    const missing = ['/admin/users/nobody', `/admin/users/${crypto.randomUUID()}`];
    for (const path of missing) expect((await browser.open(path)).status).toBe(404);
    expect((await browser.open((await somebody(app)).path)).status).toBe(200);
  });
});
