import { describe, expect, it } from 'vitest';
import {
  addClient,
  answerOf,
  authorizePath,
  claimsOf,
  exchange,
  leadsTo,
  visit,
} from '../../support/oauth.ts';
import { signedIn, tokensFor } from '../../support/oauth-world.ts';
import { createPageClient } from '../../support/page-client.ts';
import { PASSWORD, register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

const ASKS = 'Let Crumbs & Co use your account?';

describe('a request that waits for a person', () => {
  it('is in no cookie, no URL, no page before its own and no log, however long', async () => {
    const app = createTestApp();
    const email = await register(app);
    const client = await addClient(app);
    const browser = createPageClient(app);
    const [state, nonce] = ['state'.repeat(400), 'nonce'.repeat(100)];
    const login_hint = `${'h'.repeat(240)}@x.example`;
    const asked = { state, nonce, login_hint, resource: 'https://api.example/secret-place' };
    const signIn = await visit(browser, authorizePath(client, asked));
    expect(signIn.url).toMatch(/^\/sign-in\?/);
    const fields = { email_or_username: email, password: PASSWORD };
    const consent = await browser.submit(signIn, fields, { action: '/sign-in' });
    expect(consent.url).toMatch(/^\/oauth\/continue\?request=[\w-]{43}$/);
    for (const text of [browser.cookies(), signIn.url, signIn.html, consent.url, consent.html])
      expect(text).not.toMatch(/statestate|noncenonce|secret-place/);
    expect(browser.cookies().length).toBeLessThan(4096);
    expect(JSON.stringify(app.logs)).not.toMatch(/statestate|noncenonce|secret-place|hhhhhhhh/);
    expect(answerOf(await browser.submit(consent, {}, { press: 'Allow' })).state).toBe(state);
  });

  it('stays apart from one in a second tab', async () => {
    const { app, browser } = await signedIn();
    const [one, two] = [await addClient(app), await addClient(app, { name: 'Other' })];
    const first = await visit(browser, authorizePath(one, { state: 'one', nonce: 'n-1' }));
    const second = await visit(browser, authorizePath(two, { state: 'two', nonce: 'n-2' }));
    expect([first.h1, second.h1]).toEqual([ASKS, 'Let Other use your account?']);
    for (const [page, client, state, nonce] of [
      [first, one, 'one', 'n-1'],
      [second, two, 'two', 'n-2'],
    ] as const) {
      const answer = answerOf(await browser.submit(page, {}, { press: 'Allow' }));
      const { id_token } = await tokensFor(app, client, answer.code ?? '');
      expect([answer.state, claimsOf(id_token).nonce]).toEqual([state, nonce]);
    }
  });

  it('is not changed by what is added to the address of its page', async () => {
    const { app, browser } = await signedIn();
    const [client, other] = [await addClient(app), await addClient(app, { name: 'Other' })];
    const page = await visit(browser, authorizePath(client, { scope: 'openid' }));
    const more = `&client_id=${other.id}&redirect_uri=https://evil.example/&scope=openid+email`;
    const again = await browser.open(page.url + more);
    expect([again.h1, again.text.includes('email address')]).toEqual([ASKS, false]);
    const fields = { client_id: other.id, redirect_uri: 'https://evil.example/', scope: 'email' };
    const back = await browser.submit(again, fields, { press: 'Allow' });
    expect(leadsTo(back).host).toBe('client.example');
    const tokens = await tokensFor(app, client, answerOf(back).code ?? '');
    expect(tokens.scope).toBe('openid');
  });

  it('keeps its challenge on the way through sign-in and consent', async () => {
    const app = createTestApp();
    const email = await register(app);
    const client = await addClient(app);
    for (const changed of [{ code_verifier: undefined }, { code_verifier: 'x'.repeat(43) }]) {
      const browser = createPageClient(app);
      const signIn = await visit(browser, authorizePath(client, { prompt: 'consent' }));
      const fields = { email_or_username: email, password: PASSWORD };
      const consent = await browser.submit(signIn, fields, { action: '/sign-in' });
      const { code = '' } = answerOf(await browser.submit(consent, {}, { press: 'Allow' }));
      expect((await exchange(app, client, code, changed)).status).toBe(400);
      expect((await exchange(app, client, code)).status).toBe(200);
    }
  });

  it('belongs to the browser that a form of another site comes from, once it arrives', async () => {
    const { app, email, browser } = await signedIn();
    const client = await addClient(app);
    const thief = createPageClient(app);
    await thief.signIn(email);
    const fields = Object.fromEntries(new URLSearchParams(authorizePath(client).split('?')[1]));
    const headers = { Origin: 'https://client.example', 'Sec-Fetch-Site': 'cross-site' };
    const sent = await createPageClient(app, { cookies: false }).post('/oauth/authorize', fields, {
      follow: false,
      headers,
    });
    const to = sent.headers.get('Location') ?? '';
    const asked = await visit(browser, to);
    expect([asked.h1, asked.url === to]).toEqual([ASKS, false]);
    const stolen = await thief.open(asked.url);
    expect([stolen.status, stolen.refresh]).toEqual([400, null]);
    app.advance(60_000);
    expect((await thief.open(to)).status).toBe(400);
    app.advance(20 * 60_000);
    expect(answerOf(await browser.submit(asked, {}, { press: 'Allow' }))).toHaveProperty('code');
  });

  it('gives nothing after a sign-out but a sign-in', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app);
    const page = await visit(browser, authorizePath(client));
    const { code = '' } = answerOf(await browser.submit(page, {}, { press: 'Allow' }));
    await browser.submit(await browser.open('/sign-out'));
    expect((await exchange(app, client, code)).status).toBe(400);
    const again = await visit(browser, page.url);
    expect([again.url.startsWith('/sign-in?'), again.refresh]).toEqual([true, null]);
    const pressed = await browser.submit(page, {}, { press: 'Allow' });
    expect([pressed.refresh, pressed.headers.get('Location')]).toEqual([null, null]);
  });
});

describe('a sign-in that another site begins', () => {
  // Login CSRF: the victim would go on in the attacker's account.
  it('is refused, and leaves who was signed in', async () => {
    const { app, email, browser } = await signedIn();
    const attacker = await register(app);
    const form = (await createPageClient(app).open('/sign-in')).forms.find(
      ({ action }) => action === '/sign-in',
    );
    const fields = { ...form?.fields, email_or_username: attacker, password: PASSWORD };
    for (const headers of [
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-origin' },
    ] as Record<string, string>[])
      expect((await browser.post('/sign-in', fields, { headers })).status).toBe(403);
    const third = await addClient(app);
    const asks = await visit(browser, authorizePath(third));
    expect([asks.h1, asks.text.includes(email)]).toEqual([ASKS, true]);
  });
});
