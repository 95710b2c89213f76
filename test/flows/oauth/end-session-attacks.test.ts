import { CompactEncrypt, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { addClient, answerOf, askForCode, claimsOf, leadsTo, visit } from '../../support/oauth.ts';
import { signedIn, tokensFor } from '../../support/oauth-world.ts';
import type { PageClient } from '../../support/page-client.ts';

const BYE = 'https://client.example/bye';
const ASKS = 'Sign out of Latchkey?';

async function world() {
  const it = await signedIn();
  const about = { firstParty: true, postLogoutRedirectUris: [BYE] };
  const client = await addClient(it.app, about);
  const code = await askForCode(it.browser, client, { scope: 'openid' });
  const { id_token: hint } = await tokensFor(it.app, client, code);
  return { ...it, client, hint };
}
const pathOf = (asked: Record<string, string> | string[][]) =>
  `/oauth/end-session?${new URLSearchParams(asked as Record<string, string>)}`;
const isIn = async (browser: PageClient) =>
  (await browser.open('/sign-out')).h1.startsWith('Sign out');

describe('a request to sign out', () => {
  it.each([
    ['no parameters', {}],
    ['only a state', { state: 'x' }],
    ['no hint, but a URI', { post_logout_redirect_uri: BYE, state: 'x' }],
    ['a URI and the id of its client', { post_logout_redirect_uri: BYE, client_id: 'ID' }],
    ['what nobody knows', { 'x-client-SKU': 'ID_NET', logout_hint: 'ada', ui_locales: 'se' }],
  ] as [string, Record<string, string>][])(
    'with %s asks, signs out, says so and leads nowhere',
    async (_, given) => {
      const { browser, client } = await world();
      const asked = 'client_id' in given ? { ...given, client_id: client.id } : given;
      const page = await visit(browser, pathOf(asked));
      expect([page.status, page.h1, await isIn(browser)]).toEqual([200, ASKS, true]);
      const done = await browser.submit(page, {}, { action: '/oauth/end-session/continue' });
      expect([done.url, done.h1, done.refresh]).toEqual(['/sign-out', 'You’re signed out', null]);
      expect(await isIn(browser)).toBe(false);
    },
  );

  it('takes the hint of one client and never the address of another', async () => {
    const { app, browser, hint } = await world();
    const theirs = 'https://other.example/bye';
    const other = await addClient(app, { postLogoutRedirectUris: [theirs] });
    const asked = { id_token_hint: hint, post_logout_redirect_uri: theirs };
    const named = await visit(browser, pathOf({ ...asked, client_id: other.id }));
    expect([named.h1, await isIn(browser)]).toEqual([ASKS, true]);
    const page = await visit(browser, pathOf(asked));
    expect([page.url, page.refresh]).toEqual(['/sign-out', null]);
  });

  it.each(['id_token_hint', 'post_logout_redirect_uri', 'state', 'client_id'])(
    'with %s twice asks and leads nowhere',
    async (name) => {
      const { browser, client, hint } = await world();
      const fields = { id_token_hint: hint, post_logout_redirect_uri: BYE, state: 'x' };
      const all = Object.entries({ ...fields, client_id: client.id });
      const again = all.find(([one]) => one === name) ?? [];
      const page = await visit(browser, pathOf([...all, again as string[]]));
      expect([page.h1, await isIn(browser)]).toEqual([ASKS, true]);
      const done = await browser.submit(page, {}, { action: '/oauth/end-session/continue' });
      expect([done.url, done.refresh]).toEqual(['/sign-out', null]);
    },
  );

  it('takes no hint that a stranger signed, or that is encrypted', async () => {
    const { browser, hint } = await world();
    const claims = claimsOf(hint);
    const header = JSON.parse(atob(hint.split('.')[0] ?? '')) as { kid: string };
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await crypto.subtle.exportKey('jwk', publicKey);
    const sign = (more: object) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: header.kid, ...more })
        .sign(privateKey);
    const box = new CompactEncrypt(new TextEncoder().encode(hint));
    const wrapped = box.setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM' });
    for (const wrong of [
      await sign({}),
      await sign({ jwk }),
      await sign({ jku: 'https://evil.example/jwks' }),
      await wrapped.encrypt((await generateKeyPair('ECDH-ES')).publicKey),
    ]) {
      const asked = { id_token_hint: wrong, post_logout_redirect_uri: BYE };
      const page = await visit(browser, pathOf(asked));
      expect([page.h1, await isIn(browser)]).toEqual([ASKS, true]);
    }
  });

  it('takes no hint of a client that is disabled or gone', async () => {
    const { app, browser, client, hint } = await world();
    const { stores, clientCache } = app.servicesWith(() => undefined);
    const { secret: _, ...stored } = client;
    const asked = { id_token_hint: hint, post_logout_redirect_uri: BYE };
    await stores.clients.replaceStatement({ ...stored, disabledAt: 1 }, client.updatedAt);
    clientCache.forget(client.id);
    expect((await visit(browser, pathOf(asked))).h1).toBe(ASKS);
    await stores.clients.removeStatement(client.id);
    clientCache.forget(client.id);
    expect([(await visit(browser, pathOf(asked))).h1, await isIn(browser)]).toEqual([ASKS, true]);
  });

  it('brings the state back as it was, and nothing of its own', async () => {
    const { browser, hint } = await world();
    const state = 'a&b=c?d#é"<>'.repeat(10);
    const asked = { id_token_hint: hint, post_logout_redirect_uri: BYE, state, extra: 'x' };
    const back = await visit(browser, pathOf(asked));
    expect([answerOf(back), leadsTo(back).hash]).toEqual([{ state }, '']);
    expect(back.headers.get('Referrer-Policy')).toBe('no-referrer');
  });

  it('may be declined, which leads to a page of ours', async () => {
    const { browser } = await world();
    const asked = { post_logout_redirect_uri: BYE, state: 'x' };
    const page = await visit(browser, pathOf(asked));
    const ways = page.links.map(({ href }) => href).filter((href) => !href.startsWith('/oauth'));
    expect(ways.length).toBeGreaterThan(0);
    for (const href of ways) expect(href).toMatch(/^\/(?!\/)/);
    expect(page.html).not.toContain(BYE);
  });
});
