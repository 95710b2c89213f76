import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { official } from '../../support/console-people.ts';
import type { OpenPage, PageClient } from '../../support/page-client.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const CLIENTS = '/admin/clients';
const NEW = `${CLIENTS}/new`;
const FIELDS = { client_name: 'Shop', redirect_uris: 'https://app.example.com/callback' };

/** A token for the forms of a session. */
function tokenOf(app: TestApp, browser: PageClient): string {
  const { pageCsrf } = app.servicesWith(() => undefined);
  const claims = browser.jar.get('__Host-refresh_token')?.split('.')[1] ?? '';
  return pageCsrf.make({ session: JSON.parse(atob(claims)).sid });
}
/** Clients and what was done to them. */
const stored = async () =>
  JSON.stringify([
    (await env.DB.prepare('select * from oauth_clients').all()).results,
    (await env.DB.prepare("select id from audit_events where type like 'admin.%'").all()).results,
  ]);

async function withClient() {
  const app = createTestApp();
  const admin = await official(app, 'admin');
  await admin.browser.submit(await admin.browser.open(NEW), FIELDS);
  const list = await admin.browser.open(CLIENTS);
  const path = list.links.find(({ text }) => text === 'Shop')?.href ?? '';
  return { app, admin, path };
}

/** Every form about clients, as the pages of an admin have them. */
async function formsOf({ browser }: { browser: PageClient }, path: string) {
  const pages = [await browser.open(NEW), await browser.open(`${path}/edit`)];
  const all = [...pages, await browser.open(path)].flatMap(({ forms }: OpenPage) => forms);
  const given: Record<string, string> = { name: 'Shop', client_name: 'Other' };
  return all.map(({ action, fields }) => ({
    action,
    fields: { ...fields, ...(action === NEW ? FIELDS : given) },
  }));
}

describe('every form about clients', () => {
  it('is refused unless it comes from the admin’s own page', async () => {
    const { app, admin, path } = await withClient();
    const other = await official(app, 'admin');
    const forms = await formsOf(admin, path);
    expect(forms.map(({ fields }) => ('act' in fields ? fields.act : 'settings'))).toEqual([
      ...['settings', 'settings', 'rotate', 'disable', 'remove'],
    ]);
    const before = await stored();
    const attempts: [string, Record<string, string>, Record<string, string>][] = [
      ['no token', { csrf_token: '' }, {}],
      ['the token of another admin', { csrf_token: tokenOf(app, other.browser) }, {}],
      ['an opaque origin', {}, { Origin: 'null' }],
      ['another origin', {}, { Origin: 'https://evil.example' }],
    ];
    for (const { action, fields } of forms)
      for (const [what, more, headers] of attempts) {
        const refused = await admin.browser.post(action, { ...fields, ...more }, { headers });
        expect([action, what, refused.status]).toEqual([action, what, 403]);
      }
    expect(await stored()).toBe(before);
  });

  it('is refused to staff, who find none and are told why', async () => {
    const { app, admin, path } = await withClient();
    const forms = await formsOf(admin, path);
    const { browser } = await official(app, 'staff');
    for (const at of [CLIENTS, NEW, path, `${path}/edit`]) {
      const page = await browser.open(at);
      expect([page.status, page.forms]).toEqual([200, []]);
    }
    expect((await browser.open(path)).text).toContain('You’re staff');
    expect((await browser.open(CLIENTS)).links.map(({ href }) => href)).not.toContain(NEW);
    const before = await stored();
    for (const { action, fields } of forms) {
      const sent = { ...fields, csrf_token: tokenOf(app, browser) };
      const refused = await browser.post(action, sent);
      expect([action, refused.status, refused.alerts.join()]).toEqual([
        ...[action, 403, expect.stringContaining('only admins may change a client')],
      ]);
    }
    expect(await stored()).toBe(before);
  });

  it.each([
    ['an act that there is none of', { act: 'promote' }],
    ['a version that is none', { version: '1 or 1=1' }],
    ['no version', { version: '' }],
    ['another version', { version: '1' }],
    ['no form of its own', { draft: '../../x' }],
    ['a secret to keep that there is none of', { keep: 'all' }],
  ])('does nothing for %s', async (_, fields) => {
    const { admin, path } = await withClient();
    const forms = await formsOf(admin, path);
    const [name = ''] = Object.keys(fields);
    const having = forms.filter((form) => name in form.fields);
    expect(having.length).toBeGreaterThan(0);
    const before = await stored();
    for (const form of having) {
      const answer = await admin.browser.post(form.action, { ...form.fields, ...fields });
      expect([400, 409]).toContain(answer.status);
      expect(answer.alerts).toHaveLength(1);
    }
    expect(await stored()).toBe(before);
  });

  it('finds no client under an address that is none', async () => {
    const { app, admin, path } = await withClient();
    const token = tokenOf(app, admin.browser);
    const before = await stored();
    const missing = [
      'c-000000000000000000000000',
      'nobody',
      `${path.slice(15)}%27--`,
      'x'.repeat(99),
    ];
    for (const id of missing)
      for (const at of [`${CLIENTS}/${id}`, `${CLIENTS}/${id}/edit`]) {
        const fields = { csrf_token: token, act: 'remove', version: '1', name: 'Shop' };
        expect([at, (await admin.browser.open(at)).status]).toEqual([at, 404]);
        expect([at, (await admin.browser.post(at, fields)).status]).toEqual([at, 404]);
      }
    expect(await stored()).toBe(before);
  });
});

describe('what a client is called and where it leads', () => {
  it('is text, never a link, whoever wrote it into the database', async () => {
    const { admin, path } = await withClient();
    const name = '"><img src=x onerror=alert(1)>\u202Egnp.exe\u2069 & Co';
    const uri = 'javascript:alert(document.cookie)//"><script>alert(2)</script>';
    await env.DB.prepare(
      `update oauth_clients set name = ?, redirect_uris = ?, post_logout_redirect_uris = ?,
        backchannel_logout_uri = ?, auth_method = ?, jwks = ?`,
    )
      .bind(
        name,
        JSON.stringify([uri]),
        JSON.stringify([uri]),
        uri,
        'private_key_jwt',
        JSON.stringify({ keys: [{ kty: '<script>', x: '</textarea><script>alert(3)</script>' }] }),
      )
      .run();
    for (const at of [CLIENTS, path, `${path}/edit`]) {
      const page = await admin.browser.open(at);
      expect(page.status).toBe(200);
      expect(page.html).not.toMatch(/<script>|<img src=x|<\/textarea><script/);
      const hrefs = page.links.map(({ href }) => href);
      expect(hrefs.filter((href) => !/^(?:\/|#)/.test(href))).toEqual([]);
      // A direction that the name turns round ends with it.
      expect(page.html).toMatch(/<bdi>&quot;&gt;&lt;img[^<]*<\/bdi>/);
    }
    expect((await admin.browser.open(path)).text).toContain('"><img src=x onerror=alert(1)>');
  });

  it('is bent nowhere by quotes that were typed into a form', async () => {
    const { admin } = await withClient();
    const form = await admin.browser.open(NEW);
    const wrong = await admin.browser.submit(form, {
      client_name: '"><script>alert(1)</script>',
      redirect_uris: '</textarea><script>alert(2)</script>',
      kind: '"><script>',
      reason: '"><script>alert(3)</script>',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.html).not.toMatch(/<script>/);
    expect(wrong.errors.redirect_uris).toContain('“</textarea><script>alert(2)</script>”');
  });

  it('may be as long as the service takes', async () => {
    const { admin } = await withClient();
    const uris = Array.from({ length: 20 }, (_, at) => `https://a.example/${'x'.repeat(480)}${at}`);
    const fields = { client_name: 'W'.repeat(80), redirect_uris: uris.join('\n') };
    const made = await admin.browser.submit(await admin.browser.open(NEW), fields);
    expect([made.status, made.h1]).toEqual([200, 'The client is registered']);
    const more = { ...fields, redirect_uris: [...uris, 'https://b.example/'].join('\n') };
    const refused = await admin.browser.submit(await admin.browser.open(NEW), more);
    expect([refused.status, refused.errors.redirect_uris]).toEqual([
      ...[400, expect.stringContaining('at most 20')],
    ]);
  });
});
