import { describe, expect, it } from 'vitest';
import { createMeasuredApp } from '../../support/measured-app.ts';
import {
  addClient,
  askForCode,
  authorizePath,
  exchange,
  type GrantAnswer,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

async function connected() {
  const app = createTestApp();
  const email = await register(app);
  const browser = createPageClient(app);
  await browser.signIn(email);
  const client = await addClient(app, { name: 'Crumbs & Co' });
  const code = await askForCode(browser, client);
  const tokens = await (await exchange(app, client, code)).json<GrantAnswer>();
  return { app, email, browser, client, tokens };
}

describe('/account/connections', () => {
  it('lists what has access, and takes it back at once', async () => {
    const { app, browser, client, tokens } = await connected();
    const page = await browser.open('/account/connections');
    expect(page.text).toContain('Crumbs & Co');
    expect(page.text).toContain('Apps that use your account');
    expect(page.text).toContain('see your email address');
    expect(page.text).toMatch(/Allowed on /);
    const done = await browser.submit(page, {}, { press: client.id });
    expect(done.statuses.join()).toContain('Crumbs & Co can no longer use your account');
    expect(done.text).toContain('No apps can use your account');
    const info = await app.fetch('/oauth/userinfo', {
      headers: { Authorization: `Bearer ${tokens.access_token}` },
    });
    expect(info.status).toBe(401);
    const again = await visit(browser, authorizePath(client));
    expect(again.h1).toBe('Let Crumbs & Co use your account?');
  });

  it('shows since when, whenever it was used', async () => {
    const { app, browser, client, tokens } = await connected();
    const since = async () =>
      /Allowed on [^.]*\./.exec((await browser.open('/account/connections')).text)?.[0];
    const begun = await since();
    expect(begun).toContain(String(new Date(app.clock()).getUTCFullYear()));
    app.advance(3 * 24 * 3_600_000);
    const used = await postForm(app, '/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
      client_id: client.id,
    });
    expect(used.status).toBe(200);
    expect(await since()).toBe(begun);
  });

  it('says so of what was taken back already, and of what never was', async () => {
    const { browser, client } = await connected();
    const page = await browser.open('/account/connections');
    await browser.submit(page, {}, { press: client.id });
    const twice = await browser.submit(page, {}, { press: client.id });
    expect([twice.status, twice.text.includes('This app can’t use your account')]).toEqual([
      404,
      true,
    ]);
  });

  it('costs one wait to show, and one more for names that this isolate does not know', async () => {
    const { email } = await connected();
    const { app, measure } = createMeasuredApp();
    const browser = createPageClient(app);
    await browser.signIn(email);
    const open = () => measure(() => browser.open('/account/connections', { follow: false }));
    // Identities are read beside the guard's call.
    const known = [200, '1 d1.raw', '1 guard.listConnections', '1 guard.liveByRefresh'];
    expect(await open()).toEqual([...known, '2 d1.raw']);
    expect(await open()).toEqual(known);
  });

  it('leaves the access of others alone', async () => {
    const { app, browser, client, tokens } = await connected();
    const thief = createPageClient(app);
    await thief.signIn(await register(app));
    const page = await browser.open('/account/connections');
    const token = (await thief.open('/account/profile')).forms[0]?.fields.csrf_token ?? '';
    const fields = { csrf_token: token, withdraw: client.id };
    expect((await thief.post('/account/connections', fields)).status).toBe(404);
    expect(page.text).toContain('Crumbs & Co');
    const info = await app.fetch('/oauth/userinfo', {
      headers: { Authorization: `Bearer ${tokens.access_token}` },
    });
    expect(info.status).toBe(200);
  });
});
