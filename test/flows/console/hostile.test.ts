import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { official, somebody } from '../../support/console-people.ts';
import type { PageClient } from '../../support/page-client.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

/** A token for the forms of a session. */
function tokenOf(app: TestApp, browser: PageClient): string {
  const { pageCsrf } = app.servicesWith(() => undefined);
  const claims = browser.jar.get('__Host-refresh_token')?.split('.')[1] ?? '';
  return pageCsrf.make({ session: JSON.parse(atob(claims)).sid });
}
const lockOf = (id: string) =>
  env.DB.prepare('select locked_until from users where id = ?').bind(id).first('locked_until');

describe('the form of an act', () => {
  it('is refused unless it comes from the admin’s own page', async () => {
    const app = createTestApp();
    const [admin, other] = [await official(app, 'admin'), await official(app, 'admin')];
    const { id, path } = await somebody(app);
    const page = await admin.browser.open(path);
    const lock = page.forms.find(({ fields }) => fields.act === 'lock')?.fields ?? {};
    const attempts: [string, Record<string, string>, Record<string, string>][] = [
      ['no token', { csrf_token: '' }, {}],
      ['the token of another admin', { csrf_token: tokenOf(app, other.browser) }, {}],
      ['an opaque origin', {}, { Origin: 'null' }],
      ['another origin', {}, { Origin: 'https://evil.example' }],
    ];
    for (const [what, fields, headers] of attempts) {
      const refused = await admin.browser.post(path, { ...lock, ...fields }, { headers });
      expect([what, refused.status, await lockOf(id)]).toEqual([what, 403, null]);
    }
    expect((await admin.browser.post(path, lock)).status).toBe(200);
    expect(await lockOf(id)).not.toBeNull();
  });

  it('can be neither framed nor kept, and asks for nothing from elsewhere', async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    const { path } = await somebody(app);
    for (const at of ['/admin/users', path]) {
      const { headers } = await browser.open(at);
      expect([headers.get('X-Frame-Options'), headers.get('Cache-Control')]).toEqual([
        'DENY',
        'no-store',
      ]);
      const policy = headers.get('Content-Security-Policy')?.split('; ');
      expect(policy).toEqual(
        expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'"]),
      );
    }
  });

  it.each([
    ['an act that there is none of', { act: 'promote' }],
    ['a version that is none', { version: '1 or 1=1' }],
    ['no version', { version: '' }],
  ])('does nothing for %s', async (_, fields) => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    const { id, path } = await somebody(app);
    const page = await browser.open(path);
    const lock = page.forms.find((one) => one.fields.act === 'lock')?.fields ?? {};
    const answer = await browser.post(path, { ...lock, ...fields });
    expect([answer.status, await lockOf(id)]).toEqual([400, null]);
    expect(answer.alerts).toHaveLength(1);
  });
});

it('shows the reason of another admin as text', async () => {
  const app = createTestApp();
  const { browser } = await official(app, 'admin');
  const { path } = await somebody(app);
  const page = await browser.open(path);
  const lock = page.forms.find(({ fields }) => fields.act === 'lock')?.fields ?? {};
  const done = await browser.post(path, { ...lock, reason: '"><script>alert(1)</script>' });
  expect(done.html).not.toContain('<script>alert');
  expect(done.text).toContain('"><script>alert(1)</script>');
});
