import { describe, expect, it } from 'vitest';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { layTrialPages } from '../../support/trial-pages.tsx';

const HTML = { Accept: 'text/html' };
const DOWN = {
  getByName: () => {
    throw new Error('down');
  },
};

describe('an error', () => {
  it('is a page for a browser, with a number to quote, and a problem for a program', async () => {
    const app = createTestApp({ env: { SUPPORT_URL: 'mailto:help@example.com' } });
    const page = await createPageClient(app).open('/nowhere');
    expect([page.status, page.h1]).toEqual([404, 'We can’t find that page']);
    expect(page.title).toBe('Error: We can’t find that page · Latchkey');
    expect(page.text).toContain(page.headers.get('X-Request-Id'));
    const hrefs = page.links.map(({ href }) => href);
    expect(hrefs).toEqual(expect.arrayContaining(['/account', 'mailto:help@example.com']));
    const json = await app.fetch('/nowhere');
    expect(json.headers.get('Content-Type')).toBe('application/problem+json');
  });

  it.each([
    ['GET', '/api/v1/auth/me', 401],
    ['GET', '/api/v1/auth/login', 405],
    ['GET', '/api/v1/nothing', 404],
    ['HEAD', '/nowhere', 404],
  ])('of %s %s keeps its status %i and its headers', async (method, path, status) => {
    const app = createTestApp();
    const [page, json] = [
      await app.fetch(path, { method, headers: HTML }),
      await app.fetch(path, { method }),
    ];
    expect([page.status, json.status]).toEqual([status, status]);
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    for (const name of ['Allow', 'WWW-Authenticate'])
      expect([name, page.headers.get(name)]).toEqual([name, json.headers.get(name)]);
  });

  it.each([
    ['POST', '/api/v1/auth/login', { 'Content-Type': 'application/json' }],
    ['POST', '/api/v1/auth/token/revoke', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['GET', '/api/v1/auth/me', { Accept: 'application/json' }],
    ['GET', '/api/v1/auth/me', { Accept: '*/*' }],
  ])('of %s %s stays a problem for %j', async (method, path, headers) => {
    const body = method === 'GET' ? {} : { body: '' };
    const answer = await createTestApp().fetch(path, {
      method,
      ...body,
      headers: { ...(method === 'GET' ? {} : HTML), ...headers } as Record<string, string>,
    });
    expect(answer.headers.get('Content-Type')).toMatch(/json/);
  });

  it('of the shield says how long to wait, and leads to no other host', async () => {
    const shield = { limit: async () => ({ success: false }) };
    const app = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    const page = await createPageClient(app).open('//evil.example/%5c');
    expect([page.status, page.h1]).toEqual([429, 'Too many attempts']);
    expect(page.text).toContain('Try again in 1 minute.');
    expect(page.headers.get('Retry-After')).toBe('60');
    for (const { href } of page.links) expect(href).not.toMatch(/^\/\//);
  });

  it('of a service that is down says that nothing is lost, and keeps the link', async () => {
    const plain = createTestApp();
    const client = createPageClient(plain);
    await client.signIn(await register(plain));
    const app = createTestApp({ env: { ACCOUNT_GUARD: DOWN } });
    layTrialPages(app);
    const later = createPageClient(app);
    for (const [name, value] of client.jar) later.jar.set(name, value);
    const page = await later.open('/trial/mine?tab=2');
    expect([page.status, page.h1]).toEqual([503, 'We can’t do this right now']);
    expect(page.links.map(({ href }) => href)).toContain('/trial/mine?tab=2');
  });

  it('of a service that is not configured is a page of its own', async () => {
    const page = await createPageClient(createTestApp({ env: { APP_URL: 'nonsense' } })).open('/');
    expect([page.status, page.h1]).toEqual([500, 'Something went wrong on our side']);
    expect(page.html).not.toContain('APP_URL');
  });

  it('escapes what the address says', async () => {
    const page = await createPageClient(createTestApp()).open('/%3Cscript%3Ealert(1)%3C/script%3E');
    expect(page.html).not.toContain('<script>alert');
  });
});

describe('/', () => {
  it('tells a person what this is and where the documents are', async () => {
    const app = createTestApp();
    const client = createPageClient(app);
    const page = await client.open('/');
    expect([page.status, page.h1]).toEqual([200, 'Your Latchkey account']);
    const hrefs = page.links.map(({ href }) => href);
    const places = ['/account', '/sign-up', '/api/docs', '/api/redoc', '/api/schema/postman.json'];
    expect(hrefs).toEqual(expect.arrayContaining(places));
    for (const href of hrefs.filter((one) => one.startsWith('/api/')))
      expect([href, (await app.fetch(href)).status]).toEqual([href, 200]);
    expect(client.jar.size).toBe(0);
  });

  it('leads somebody who is signed in to their account', async () => {
    const app = createTestApp();
    const client = createPageClient(app);
    await client.signIn(await register(app));
    const page = await client.open('/');
    expect(page.text).toContain('Go to your account');
    const hrefs = page.links.map(({ href }) => href);
    expect(hrefs).toContain('/account');
    expect(hrefs).not.toContain('/sign-up');
  });

  it('is not found by a program', async () => {
    const answer = await createTestApp().fetch('/');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });
});

describe('a page', () => {
  it('leads password managers to where passwords are changed', async () => {
    const answer = await createTestApp().fetch('/.well-known/change-password', {
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('Location')]).toEqual([302, '/account/security']);
  });

  it('keeps the language that was asked for', async () => {
    const client = createPageClient(createTestApp());
    await client.open('/?ui_locales=xx%20en-GB');
    expect(client.jar.get('__Host-ui_locale')).toBe('en');
    const none = createPageClient(createTestApp());
    await none.open('/?ui_locales=xx');
    expect(none.jar.size).toBe(0);
  });

  it('shows times of the person, else of the place, else UTC', async () => {
    const app = createTestApp();
    layTrialPages(app);
    const email = await register(app);
    const client = createPageClient(app);
    await client.signIn(email);
    const zoneAt = async (timezone?: string) => {
      const headers = { ...HTML, Cookie: client.cookies() };
      const cf = timezone === undefined ? {} : { cf: { timezone } };
      return (await app.fetch('/trial/page', { headers, ...cf })).text();
    };
    expect(await zoneAt()).toContain('<p>UTC</p>');
    expect(await zoneAt('Asia/Tokyo')).toContain('<p>Asia/Tokyo</p>');
    const answer = await app.fetch('/api/v1/auth/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password: 'correct-Horse-7-battery' }),
    });
    const { access_token: token } = await answer.json<{ access_token: string }>();
    await app.fetch('/api/v1/auth/profile', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify({ timezone: 'Europe/Vienna' }),
    });
    expect(await zoneAt('Asia/Tokyo')).toContain('<p>Europe/Vienna</p>');
  });
});
