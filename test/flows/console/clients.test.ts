import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { isSecretOf } from '../../../src/oauth/clients/client-secret.ts';
import { official } from '../../support/console-people.ts';
import type { OpenPage, PageClient } from '../../support/page-client.ts';
import { PASSWORD } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const CLIENTS = '/admin/clients';
const NEW = `${CLIENTS}/new`;
const CALLBACK = 'https://app.example.com/callback';
const REASON = 'Asked for by the shop, ticket <4711>';
const FIELDS = { client_name: 'Shop', redirect_uris: CALLBACK, reason: REASON };

/** An admin in a browser. */
async function anAdmin() {
  const app = createTestApp();
  return { app, ...(await official(app, 'admin')) };
}
/** The same at the page of a client that they have registered. */
async function withClient(fields: Record<string, string | null> = {}) {
  const admin = await anAdmin();
  const { browser } = admin;
  const made = await browser.submit(await browser.open(NEW), { ...FIELDS, ...fields });
  const row = await theRow();
  const path = `${CLIENTS}/${row?.id}`;
  const page = await browser.open(path);
  const about = { made, path, page, secret: secretOn(made) };
  return { ...about, app: admin.app, browser, id: row?.id ?? '', actor: admin.id };
}

type Row = Record<string, unknown> & { id: string; secrets: string };
const rows = async () => (await env.DB.prepare('select * from oauth_clients').all<Row>()).results;
const theRow = async () => (await rows())[0];
const events = async () =>
  (
    await env.DB.prepare(
      "select type, user_id, actor_id, metadata from audit_events where type like 'admin.client%' order by created_at, id",
    ).all<{ type: string; user_id: string; actor_id: string; metadata: string }>()
  ).results;

const secretOn = ({ html }: OpenPage) => /id="secret"[^>]*><li>([\w-]{43})</.exec(html)?.[1] ?? '';
const isGood = async (app: TestApp, id: string, secret: string) => {
  const client = await app.servicesWith(() => undefined).findClient(id);
  return isSecretOf(id, client?.secrets ?? [], secret);
};

/** Sends the form of an act as the page has it. */
function press(browser: PageClient, page: OpenPage, act: string, fields = {}) {
  const form = page.forms.find((one) => one.fields.act === act);
  if (form === undefined) throw new Error(`no ${act} on ${page.url}`);
  return browser.post(form.action, { ...form.fields, ...fields });
}
const actsOn = (page: OpenPage) => page.forms.flatMap(({ fields }) => fields.act ?? []);

describe('registering a client', () => {
  it('takes what the API takes, and shows its secret in the answer and nowhere else', async () => {
    const { app, id, made, path, page, secret, browser } = await withClient();
    expect([made.status, made.h1, made.url]).toEqual([200, 'The client is registered', NEW]);
    expect(await isGood(app, id, secret)).toBe(true);
    expect(made.headers.get('Cache-Control')).toBe('no-store');
    expect(made.headers.getSetCookie().join()).not.toContain('notice=');
    expect(made.text).toContain(`OIDC_CLIENT_ID=${id}`);
    for (const at of [path, CLIENTS, `${path}/edit`])
      expect((await browser.open(at)).html).not.toContain(secret);
    const kept = JSON.stringify([await rows(), await events(), app.logs]);
    expect(kept).not.toContain(secret);
    expect([page.h1, page.text]).toEqual(['Shop Active', expect.stringContaining(CALLBACK)]);
    expect(await theRow()).toMatchObject({
      name: 'Shop',
      auth_method: 'client_secret_basic',
      scopes: '["openid","profile","email","offline_access"]',
      first_party: 0,
      require_pkce: 1,
      dpop_bound: 0,
    });
  });

  it.each(['page', 'native'])('knows what a %s needs: no secret, and PKCE', async (kind) => {
    const { browser, ...admin } = await anAdmin();
    const form = await browser.open(`${NEW}?kind=${kind}`);
    const done = await browser.submit(form, FIELDS);
    expect(done.statuses.join()).toContain('The client is registered');
    expect(await theRow()).toMatchObject({ auth_method: 'none', require_pkce: 1, secrets: '[]' });
    expect(actsOn(done)).not.toContain('rotate');
    expect(admin.id).toBe((await events())[0]?.actor_id);
  });

  it('sets every setting that the API has', async () => {
    const { page } = await withClient({
      redirect_uris: `${CALLBACK}\r\nhttp://127.0.0.1/cb\r\n`,
      post_logout_redirect_uris: 'https://app.example.com/',
      token_endpoint_auth_method: 'client_secret_post',
      scope_profile: null,
      scope_account: 'on',
      first_party: 'on',
      backchannel_logout_uri: 'https://app.example.com/out',
      access_token_ttl: '60',
      refresh_token_ttl: '7200',
      id_token_signed_response_alg: 'ES256',
      require_pkce: null,
      require_pushed_authorization_requests: 'on',
      dpop_bound_access_tokens: 'on',
      claims_in_id_token: 'on',
      lenient_assertion_audience: 'on',
    });
    expect(await theRow()).toMatchObject({
      redirect_uris: `["${CALLBACK}","http://127.0.0.1/cb"]`,
      post_logout_redirect_uris: '["https://app.example.com/"]',
      auth_method: 'client_secret_post',
      scopes: '["openid","email","offline_access","account"]',
      first_party: 1,
      backchannel_logout_uri: 'https://app.example.com/out',
      access_ttl: 60_000,
      refresh_ttl: 7_200_000,
      id_token_alg: 'ES256',
      require_pkce: 0,
      require_par: 1,
      dpop_bound: 1,
      claims_in_id_token: 1,
      lenient_audience: 1,
    });
    for (const name of ['redirect_uris', 'jwks', 'dpop_bound_access_tokens', 'access_token_ttl'])
      expect(page.text).toContain(name);
  });

  it('says at each field what is wrong, and keeps what was typed', async () => {
    const { browser } = await anAdmin();
    const wrong = await browser.submit(await browser.open(NEW), {
      ...FIELDS,
      client_name: '',
      redirect_uris: `${CALLBACK}\njavascript:alert(1)`,
      scope_account: 'on',
      access_token_ttl: '5',
      jwks: '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.errors).toMatchObject({
      client_name: expect.stringContaining('at most 80 letters'),
      redirect_uris: expect.stringContaining('“javascript:alert(1)” is neither https'),
      access_token_ttl: expect.stringContaining('from 60 to 3600'),
      jwks: expect.stringContaining('no set of public keys'),
    });
    const typed = wrong.forms.find(({ action }) => action === NEW)?.fields;
    expect(typed).toMatchObject({
      redirect_uris: `${CALLBACK} javascript:alert(1)`,
      scope_account: 'on',
      access_token_ttl: '5',
      reason: REASON,
    });
    const fields = { client_name: 'x', redirect_uris: CALLBACK, access_token_ttl: '', jwks: '' };
    // What only the rules between settings know is said at its field too.
    const account = await browser.submit(wrong, fields);
    expect([account.status, account.errors.scope]).toEqual([
      400,
      expect.stringContaining('Only first-party clients'),
    ]);
    const method = { token_endpoint_auth_method: 'private_key_jwt', scope_account: null };
    const keys = await browser.submit(account, method);
    expect(keys.errors.jwks).toContain('needs the public keys');
    const long = await browser.submit(keys, { reason: 'x'.repeat(501) });
    expect(long.errors.reason).toContain('at most 500');
    expect([await rows(), await events()]).toEqual([[], []]);
  });

  it('makes one client of a form that is sent twice, also at the same moment', async () => {
    const { app, browser } = await anAdmin();
    const form = await browser.open(NEW);
    const both = await Promise.all([browser.submit(form, FIELDS), browser.submit(form, FIELDS)]);
    expect(both.filter((page) => secretOn(page) !== '')).toHaveLength(1);
    const again = await browser.submit(form, FIELDS);
    expect(again.statuses.join()).toContain('has registered this client already');
    expect([(await rows()).length, (await events()).length]).toEqual([1, 1]);
    // Whoever lost the answer renews the secret, and ends the one that nobody has.
    const id = (await theRow())?.id ?? '';
    const renewed = await press(browser, again, 'rotate', { keep: 'none' });
    expect(await isGood(app, id, secretOn(renewed))).toBe(true);
    expect(JSON.parse((await theRow())?.secrets ?? '')).toHaveLength(1);
  });

  it('takes nothing that its form has no field for', async () => {
    const { id } = await withClient({
      id: 'c-mine',
      client_id: 'c-mine',
      client_secret: 'mine',
      secrets: '[]',
      disabled: 'on',
      created_at: '1',
      firstParty: 'on',
    });
    expect(id).toMatch(/^c-[\da-f]{24}$/);
    expect(await theRow()).toMatchObject({ first_party: 0, disabled_at: null });
  });
});

describe('the settings of a client', () => {
  it('are changed one by one, and the history has by whom and why', async () => {
    const { app, browser, path, id, actor } = await withClient({ first_party: 'on' });
    app.advance(1000);
    const before = await theRow();
    const done = await browser.submit(await browser.open(`${path}/edit`), {
      client_name: 'Newer shop',
      reason: REASON,
    });
    expect([done.url, done.h1]).toEqual([path, 'Newer shop Active First party']);
    expect(done.statuses.join()).toContain('The settings are saved');
    expect(await theRow()).toEqual({
      ...before,
      name: 'Newer shop',
      updated_at: expect.any(Number),
    });
    expect(await events()).toEqual(
      ['admin.client_registered', 'admin.client_changed'].map((type) => ({
        ...{ type, user_id: id, actor_id: actor },
        metadata: JSON.stringify({ client_id: id, reason: REASON }),
      })),
    );
    expect(done.text).toContain(`OAuth client changed: “${REASON}”`);
    const same = await browser.submit(await browser.open(`${path}/edit`));
    expect(same.statuses.join()).toContain('Nothing had changed');
    expect((await events()).length).toBe(2);
  });

  it('give a secret to a client that needs its first, and show it once', async () => {
    const { app, browser, path, id } = await withClient({ token_endpoint_auth_method: 'none' });
    const shown = await browser.submit(await browser.open(`${path}/edit`), {
      token_endpoint_auth_method: 'client_secret_basic',
    });
    expect(await isGood(app, id, secretOn(shown))).toBe(true);
    const gone = await browser.submit(await browser.open(`${path}/edit`), {
      token_endpoint_auth_method: 'none',
    });
    expect([gone.url, (await theRow())?.secrets]).toEqual([path, '[]']);
  });

  it('are not lost to another admin, at the same moment either', async () => {
    const { app, browser, path } = await withClient();
    const other = (await official(app, 'admin')).browser;
    const [mine, theirs] = [await browser.open(`${path}/edit`), await other.open(`${path}/edit`)];
    const both = await Promise.all([
      browser.submit(mine, { client_name: 'Mine' }),
      other.submit(theirs, { redirect_uris: `${CALLBACK}/2` }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await events()).length).toBe(2);
    const late = both.find(({ status }) => status === 409);
    expect(late?.alerts.join()).toContain('has changed since you opened the page');
    // The form shows what was typed, and what it would change back.
    const row = await theRow();
    const [label, kept] =
      row?.name === 'Mine'
        ? ['Name, Redirect URIs', { redirect_uris: `${CALLBACK}/2` }]
        : ['Name, Redirect URIs', { client_name: 'Mine' }];
    expect(late?.alerts.join()).toContain(`differs from what is stored now in: ${label}.`);
    expect(late?.forms.find(({ action }) => action === `${path}/edit`)?.fields).toMatchObject(kept);
  });
});

describe('the secret of a client', () => {
  it('is renewed with the former one good until the next renewal', async () => {
    const { app, browser, path, id, secret, page } = await withClient();
    const shown = await press(browser, page, 'rotate', { reason: REASON });
    const second = secretOn(shown);
    expect([shown.h1, second === secret]).toEqual(['The secret is renewed', false]);
    expect(shown.text).toContain('stays good until the next renewal');
    expect([await isGood(app, id, secret), await isGood(app, id, second)]).toEqual([true, true]);
    const rotated = (await events()).find(({ type }) => type === 'admin.client_secret_rotated');
    expect(rotated?.metadata).toContain(REASON);
    // The same form again: of a reload, or of somebody whose answer was lost.
    const reloaded = await press(browser, page, 'rotate');
    expect([reloaded.status, secretOn(reloaded)]).toEqual([409, '']);
    expect(reloaded.alerts.join()).toContain('keep the older one');
    // The secret that the app has outlives that of the lost answer.
    const third = secretOn(await press(browser, reloaded, 'rotate', { keep: 'oldest' }));
    const good = await Promise.all([secret, second, third].map((one) => isGood(app, id, one)));
    expect(good).toEqual([true, false, true]);
    const last = secretOn(
      await press(browser, await browser.open(path), 'rotate', { keep: 'none' }),
    );
    expect(await isGood(app, id, third)).toBe(false);
    expect(await isGood(app, id, last)).toBe(true);
  });

  it('is renewed once by two forms at the same moment', async () => {
    const { app, browser, path, page, id } = await withClient();
    const other = (await official(app, 'admin')).browser;
    const opened = await other.open(path);
    const both = await Promise.all([
      press(browser, page, 'rotate'),
      press(other, opened, 'rotate'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [made = ''] = both.map(secretOn).filter((secret) => secret !== '');
    expect(await isGood(app, id, made)).toBe(true);
    expect(JSON.parse((await theRow())?.secrets ?? '')).toHaveLength(2);
  });
});

describe('an end of a client', () => {
  it('by disabling it can be undone', async () => {
    const { browser, page } = await withClient();
    const disabled = await press(browser, page, 'disable', { reason: REASON });
    expect([disabled.h1, actsOn(disabled)]).toEqual([
      'Shop Disabled',
      ['rotate', 'enable', 'remove'],
    ]);
    expect((await theRow())?.disabled_at).not.toBeNull();
    await press(browser, disabled, 'enable');
    expect((await theRow())?.disabled_at).toBeNull();
  });

  it('by deleting wants its name, and is not made of an older page', async () => {
    const { app, browser, page, path } = await withClient();
    expect(page.text).toContain('Everyone who is signed in to this app');
    const unsure = await press(browser, page, 'remove', { name: 'shop', reason: REASON });
    expect([unsure.status, unsure.errors['remove-name']]).toEqual([
      400,
      expect.stringContaining('Type the name'),
    ]);
    const other = (await official(app, 'admin')).browser;
    await press(other, await other.open(path), 'disable');
    const stale = await press(browser, unsure, 'remove', { name: 'Shop' });
    expect([stale.status, (await rows()).length]).toEqual([409, 1]);
    const done = await press(browser, stale, 'remove', { name: 'Shop', reason: REASON });
    expect([done.url, done.statuses.join()]).toEqual([
      CLIENTS,
      expect.stringContaining('The client is deleted'),
    ]);
    expect(await rows()).toEqual([]);
    const removed = (await events()).find(({ type }) => type === 'admin.client_removed');
    expect(removed?.metadata).toContain(REASON);
    for (const late of [await browser.open(path), await press(browser, stale, 'enable')])
      expect(late.status).toBe(404);
  });

  it('and a change at the same moment leave one of the two', async () => {
    const { app, browser, page, path } = await withClient();
    const other = (await official(app, 'admin')).browser;
    const form = await other.open(`${path}/edit`);
    const [removed, changed] = await Promise.all([
      press(browser, page, 'remove', { name: 'Shop' }),
      other.submit(form, { client_name: 'Mine' }),
    ]);
    const isGone = (await rows()).length === 0;
    // Its new name is not the one that was typed, if the change came before all.
    expect(isGone ? [200] : [400, 409]).toContain(removed.status);
    // Who changed it first may find it gone at the page that they are led to.
    expect(isGone ? [404, 409] : [200]).toContain(changed.status);
    const types = (await events()).map(({ type }) => type).sort();
    expect(types).toEqual(
      ['admin.client_registered', `admin.client_${isGone ? 'removed' : 'changed'}`].sort(),
    );
  });
});

describe('a proof that is older than ten minutes', () => {
  it('is asked for before a form is filled in, and then the form opens', async () => {
    const { app, browser, path } = await withClient();
    app.advance(11 * 60_000);
    for (const at of [`${NEW}?kind=page`, `${path}/edit`]) {
      const asked = await browser.open(at);
      expect(asked.h1).toBe('Confirm it’s you');
    }
    const asked = await browser.open(`${NEW}?kind=page`);
    const form = await browser.submit(asked, { password: PASSWORD });
    expect([form.url, form.h1]).toEqual([`${NEW}?kind=page`, 'Register a client']);
  });

  it.each([
    ['new client', NEW, { ...FIELDS, scope_email: null }],
    ['change', 'edit', { client_name: 'Newer', reason: REASON }],
  ])('keeps what was typed of a %s, and one more press does it', async (_, at, fields) => {
    const { app, browser, path } = await withClient();
    const before = await rows();
    const form = await browser.open(at === 'edit' ? `${path}/edit` : at);
    app.advance(11 * 60_000);
    const asked = await browser.submit(form, fields);
    expect([asked.h1, await rows()]).toEqual(['Confirm it’s you', before]);
    const back = await browser.submit(asked, { password: PASSWORD });
    expect([back.url, back.statuses.join()]).toEqual([
      form.url,
      expect.stringContaining('press the button again'),
    ]);
    const kept = back.forms.find(({ action }) => action === form.url)?.fields ?? {};
    for (const [name, value] of Object.entries(fields)) expect(kept[name] ?? null).toBe(value);
    expect(await rows()).toEqual(before);
    await browser.submit(back);
    expect((await events()).length).toBe(2);
  });

  it('loses nothing of what no cookie could hold', async () => {
    const { app, browser } = await anAdmin();
    const form = await browser.open(NEW);
    app.advance(11 * 60_000);
    const uris = Array.from({ length: 20 }, (_, at) => `${CALLBACK}/${'x'.repeat(200)}/${at}`);
    const asked = await browser.submit(form, { ...FIELDS, redirect_uris: uris.join('\n') });
    expect([asked.status, asked.alerts.join()]).toEqual([
      403,
      expect.stringContaining('Confirm it’s you'),
    ]);
    expect(await rows()).toEqual([]);
    const proof = await browser.open('/account/step-up');
    await browser.submit(proof, { password: PASSWORD }, { action: '/account/step-up' });
    await browser.submit(asked);
    expect(JSON.parse(String((await theRow())?.redirect_uris))).toEqual(uris);
  });

  it('is asked for before an act', async () => {
    const { app, browser, page, path } = await withClient();
    app.advance(11 * 60_000);
    const asked = await press(browser, page, 'disable', { reason: REASON });
    expect([asked.h1, (await theRow())?.disabled_at]).toEqual(['Confirm it’s you', null]);
    const back = await browser.submit(asked, { password: PASSWORD });
    const form = back.forms.find(({ fields }) => fields.act === 'disable');
    expect([back.url, form?.fields.reason]).toEqual([path, REASON]);
    await press(browser, back, 'disable');
    expect((await theRow())?.disabled_at).not.toBeNull();
  });
});
