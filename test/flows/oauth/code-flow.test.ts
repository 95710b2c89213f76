import { describe, expect, it } from 'vitest';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  CALLBACK,
  claimsOf,
  exchange,
  type GrantAnswer,
  ISSUER,
  leadsTo,
  oauthRefusal,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { PASSWORD, register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

/** A browser that somebody is signed in with. */
async function signedIn(app = createTestApp()) {
  const email = await register(app, undefined, { first_name: 'Ada', last_name: 'Byron' });
  const browser = createPageClient(app);
  await browser.signIn(email);
  return { app, email, browser };
}

describe('the code flow', () => {
  it('leads from the client by sign-in and consent back to it, with a code for tokens', async () => {
    const app = createTestApp();
    const email = await register(app, undefined, { first_name: 'Ada', last_name: 'Byron' });
    const client = await addClient(app);
    const browser = createPageClient(app);
    const signIn = await visit(browser, authorizePath(client, { login_hint: email }));
    expect(signIn.url).toMatch(/^\/sign-in\?login_hint=/);
    const form = signIn.forms.find(({ action }) => action === '/sign-in');
    expect(form?.fields.email_or_username).toBe(email);
    const consent = await browser.submit(signIn, { password: PASSWORD }, { action: '/sign-in' });
    expect(consent.h1).toBe('Let Crumbs & Co use your account?');
    expect(consent.text).toContain('see your email address');
    expect(consent.text).toContain('client.example');
    const back = await browser.submit(consent, {}, { press: 'Allow' });
    expect(back.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(leadsTo(back).href.startsWith(`${CALLBACK}?`)).toBe(true);
    const { code = '', ...rest } = answerOf(back);
    expect(rest).toEqual({ state: 'a state', iss: ISSUER });

    const response = await exchange(app, client, code);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const tokens = await response.json<GrantAnswer>();
    expect([response.status, tokens.token_type, tokens.scope, tokens.expires_in]).toEqual([
      200,
      'Bearer',
      'openid profile email offline_access',
      900,
    ]);
    expect(claimsOf(tokens.id_token)).toMatchObject({
      iss: ISSUER,
      aud: client.id,
      nonce: 'a-nonce',
    });
    const info = await app.fetch('/oauth/userinfo', {
      headers: { Authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await info.json()).toMatchObject({
      sub: claimsOf(tokens.id_token).sub,
      email,
      email_verified: true,
      given_name: 'Ada',
    });

    const refreshed = await postForm(app, '/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
      client_id: client.id,
    });
    const next = await refreshed.json<GrantAnswer>();
    expect([refreshed.status, next.scope]).toEqual([200, tokens.scope]);
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
  });

  it('asks for consent once, and never for a first-party client of the web', async () => {
    const { app, browser } = await signedIn();
    const [third, first] = [await addClient(app), await addClient(app, { firstParty: true })];
    await askForCode(browser, third);
    for (const client of [third, first]) {
      const page = await visit(browser, authorizePath(client));
      expect([page.status, Object.keys(answerOf(page))]).toEqual([303, ['code', 'state', 'iss']]);
    }
    const more = await visit(browser, authorizePath(third, { prompt: 'consent' }));
    expect(more.h1).toBe('Let Crumbs & Co use your account?');
  });

  it('asks even for a first-party client where any program may listen', async () => {
    const { app, browser } = await signedIn();
    const redirectUris = ['http://127.0.0.1/cb', 'com.example.app:/cb'];
    const client = await addClient(app, { firstParty: true, redirectUris });
    for (const redirect_uri of ['http://127.0.0.1:4711/cb', 'com.example.app:/cb']) {
      const asked = { redirect_uri, prompt: 'consent' };
      const page = await visit(browser, authorizePath(client, asked));
      expect(page.h1).toBe('Let Crumbs & Co use your account?');
      const back = await browser.submit(page, {}, { press: 'Allow' });
      expect(back.refresh?.startsWith(`${redirect_uri}?code=`)).toBe(true);
    }
  });

  it('answers no refresh token without offline_access, and no ID token without openid', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app);
    const code = await askForCode(browser, client, { scope: 'email' });
    const tokens = await (await exchange(app, client, code)).json<GrantAnswer>();
    expect(Object.keys(tokens).sort()).toEqual([
      'access_token',
      'expires_in',
      'scope',
      'token_type',
    ]);
    const info = await app.fetch('/oauth/userinfo', {
      headers: { Authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await oauthRefusal(info)).toEqual([403, 'insufficient_scope']);
  });

  it('takes a request by POST, and goes on with it once its own cookies come', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const fields = Object.fromEntries(new URLSearchParams(authorizePath(client).split('?')[1]));
    const crossSite = createPageClient(app);
    const sent = await crossSite.post('/oauth/authorize', fields, {
      follow: false,
      headers: { Origin: 'https://client.example', 'Sec-Fetch-Site': 'cross-site' },
    });
    expect([sent.status, [...crossSite.jar.keys()]]).toEqual([303, []]);
    const to = sent.headers.get('Location') ?? '';
    expect(to).toMatch(/^\/oauth\/continue\?request=[\w-]{43}$/);
    expect(answerOf(await browser.open(to))).toHaveProperty('code');
  });
});
