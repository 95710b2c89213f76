import { describe, expect, it } from 'vitest';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  exchange,
  type GrantAnswer,
  leadsTo,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const BYE = 'https://client.example/bye';

async function signedIn(app = createTestApp()) {
  const email = await register(app);
  const browser = createPageClient(app);
  await browser.signIn(email);
  const about = { firstParty: true, postLogoutRedirectUris: [BYE] };
  const client = await addClient(app, about);
  const code = await askForCode(browser, client, { scope: 'openid' });
  const tokens = await (await exchange(app, client, code)).json<GrantAnswer>();
  return { app, email, browser, client, tokens, hint: tokens.id_token };
}

const pathOf = (asked: Record<string, string>) =>
  `/oauth/end-session?${new URLSearchParams(asked)}`;
const isIn = async (browser: ReturnType<typeof createPageClient>) =>
  (await browser.open('/sign-out')).h1.startsWith('Sign out');
const info = async (app: TestApp, token: string) =>
  (await app.fetch('/oauth/userinfo', { headers: { Authorization: `Bearer ${token}` } })).status;

describe('/oauth/end-session', () => {
  it('signs out who the hint is about, and goes back with state alone', async () => {
    const { app, browser, client, tokens, hint } = await signedIn();
    const state = 's&?é '.repeat(25);
    const asked = { id_token_hint: hint, post_logout_redirect_uri: BYE, state };
    const back = await visit(browser, pathOf(asked));
    expect([back.status, leadsTo(back).href.startsWith(`${BYE}?state=`)]).toEqual([303, true]);
    expect(answerOf(back)).toEqual({ state });
    expect([await isIn(browser), await info(app, tokens.access_token)]).toEqual([false, 401]);
    const next = await visit(browser, authorizePath(client, { prompt: 'none' }));
    expect(answerOf(next).error).toBe('login_required');
    // Again, with the session gone: the same answer.
    expect(leadsTo(await visit(browser, pathOf(asked))).href.startsWith(BYE)).toBe(true);
  });

  it('takes an expired hint, and goes back without a state if there was none', async () => {
    const { app, browser, hint } = await signedIn();
    app.advance(2 * 3_600_000);
    const asked = { id_token_hint: hint, post_logout_redirect_uri: BYE };
    const back = await visit(browser, pathOf(asked));
    expect(back.headers.get('Location')).toBe(BYE);
  });

  it('leaves what has offline_access', async () => {
    const { app, browser, client, hint } = await signedIn();
    const code = await askForCode(browser, client, { scope: 'openid offline_access' });
    const kept = await (await exchange(app, client, code)).json<GrantAnswer>();
    await visit(browser, pathOf({ id_token_hint: hint }));
    expect(await info(app, kept.access_token)).toBe(200);
  });

  it.each([
    ['no URI', {}],
    ['another path', { post_logout_redirect_uri: `${BYE}/x` }],
    ['a query', { post_logout_redirect_uri: `${BYE}?foo=bar` }],
    ['another case', { post_logout_redirect_uri: 'https://client.example/Bye' }],
    ['another port', { post_logout_redirect_uri: 'https://client.example:444/bye' }],
    ['a slash', { post_logout_redirect_uri: `${BYE}/` }],
    ['a redirect URI', { post_logout_redirect_uri: 'https://client.example/callback' }],
  ] as [string, Record<string, string>][])('goes to a page of ours with %s', async (_, given) => {
    const { browser, hint } = await signedIn();
    const page = await visit(browser, pathOf({ id_token_hint: hint, ...given }));
    expect([page.url, page.h1, page.refresh]).toEqual(['/sign-out', 'You’re signed out', null]);
  });

  it.each([
    ['no hint', () => ({})],
    ['a hint that is altered', (hint: string) => ({ id_token_hint: `${hint.slice(0, -4)}AAAA` })],
    [
      'a hint without signature',
      (hint: string) => {
        const none = btoa('{"alg":"none","typ":"JWT"}').replaceAll('=', '');
        return { id_token_hint: `${none}.${hint.split('.')[1]}.` };
      },
    ],
    ['a hint that is too long', () => ({ id_token_hint: 'x'.repeat(10_240) })],
    ['another client’s id', (hint: string) => ({ id_token_hint: hint, client_id: 'other' })],
  ] as [string, (hint: string) => Record<string, string>][])(
    'asks first, and leads nowhere, with %s',
    async (_, given) => {
      const { browser, hint } = await signedIn();
      const asked = { post_logout_redirect_uri: BYE, state: 'x', ...given(hint) };
      const page = await visit(browser, pathOf(asked));
      expect([page.h1, await isIn(browser)]).toEqual(['Sign out of Latchkey?', true]);
      const done = await browser.submit(page, {}, { action: '/oauth/end-session/continue' });
      expect([done.url, done.refresh, await isIn(browser)]).toEqual(['/sign-out', null, false]);
    },
  );

  it('takes no access or refresh token for a hint', async () => {
    const { browser, tokens } = await signedIn();
    for (const token of [tokens.access_token, browser.jar.get('__Host-refresh_token') ?? '']) {
      const asked = { id_token_hint: token, post_logout_redirect_uri: BYE };
      expect((await visit(browser, pathOf(asked))).h1).toBe('Sign out of Latchkey?');
    }
  });

  it('asks before it signs somebody else out, and ends nobody by the hint', async () => {
    const { app, browser, hint } = await signedIn();
    const other = createPageClient(app);
    await other.signIn(await register(app));
    const asked = { id_token_hint: hint, post_logout_redirect_uri: BYE, state: 'x' };
    const page = await visit(other, pathOf(asked));
    expect(page.h1).toBe('Sign out of Latchkey?');
    expect([await isIn(other), await isIn(browser)]).toEqual([true, true]);
    const back = await other.submit(page, {}, { action: '/oauth/end-session/continue' });
    expect(back.refresh).toBe(`${BYE}?state=x`);
    expect([await isIn(other), await isIn(browser)]).toEqual([false, true]);
  });

  it('asks in another session of the same person than the hint was issued in', async () => {
    const { app, email, browser, hint } = await signedIn();
    const other = createPageClient(app);
    await other.signIn(email);
    const asked = { id_token_hint: hint, post_logout_redirect_uri: BYE, state: 'x' };
    const page = await visit(other, pathOf(asked));
    expect([page.h1, await isIn(other)]).toEqual(['Sign out of Latchkey?', true]);
    const back = await other.submit(page, {}, { action: '/oauth/end-session/continue' });
    expect(back.refresh).toBe(`${BYE}?state=x`);
    expect([await isIn(other), await isIn(browser)]).toEqual([false, true]);
  });

  it('needs no question once the client has revoked its own tokens', async () => {
    const { app, browser, client } = await signedIn();
    const scope = 'openid offline_access';
    const code = await askForCode(browser, client, { scope });
    const tokens = await (await exchange(app, client, code)).json<GrantAnswer>();
    const revoked = { client_id: client.id, token: tokens.refresh_token };
    expect((await postForm(app, '/oauth/revoke', revoked)).status).toBe(200);
    const asked = { id_token_hint: tokens.id_token, post_logout_redirect_uri: BYE };
    const back = await visit(browser, pathOf(asked));
    expect([back.headers.get('Location'), await isIn(browser)]).toEqual([BYE, false]);
  });

  it('takes a form of a client, whose cookies come with the request after it', async () => {
    const { browser, hint } = await signedIn();
    const stranger = createPageClient(createTestApp(), { cookies: false });
    const fields = { id_token_hint: hint, post_logout_redirect_uri: BYE, state: 'x' };
    const sent = await stranger.post('/oauth/end-session', fields, {
      follow: false,
      headers: { Origin: 'https://client.example', 'Sec-Fetch-Site': 'cross-site' },
    });
    const to = sent.headers.get('Location') ?? '';
    expect(to).toMatch(/^\/oauth\/end-session\/continue\?request=/);
    expect(to).not.toContain(hint);
    const back = await visit(browser, to);
    expect([back.headers.get('Location'), await isIn(browser)]).toEqual([`${BYE}?state=x`, false]);
  });

  it('asks once half an hour has passed since the client sent it, and leads nowhere', async () => {
    const { app, browser, hint } = await signedIn();
    const other = createPageClient(app);
    await other.signIn(await register(app));
    const fields = { id_token_hint: hint, post_logout_redirect_uri: BYE, state: 'x' };
    const sent = await other.post('/oauth/end-session', fields, { follow: false });
    const to = sent.headers.get('Location') ?? '';
    app.advance(29 * 60_000);
    const asked = await visit(other, to);
    app.advance(60_000);
    // Not even by the page that was made meanwhile; but whoever presses its button is signed out.
    const done = await other.submit(asked, {}, { action: '/oauth/end-session/continue' });
    expect([done.url, done.refresh, await isIn(other)]).toEqual(['/sign-out', null, false]);
    expect([(await visit(browser, to)).h1, await isIn(browser)]).toEqual([
      'Sign out of Latchkey?',
      true,
    ]);
  });

  it('is not confirmed by another site', async () => {
    const { browser } = await signedIn();
    const page = await visit(browser, pathOf({}));
    const form = page.forms.find(({ action }) => action === '/oauth/end-session/continue');
    const headers = { Origin: 'https://evil.example' };
    const sent = await browser.post('/oauth/end-session/continue', form?.fields ?? {}, { headers });
    expect([sent.status, await isIn(browser)]).toEqual([403, true]);
    const made = await browser.open('/oauth/end-session/continue?request=made-up');
    expect(made.h1).toBe('Sign out of Latchkey?');
  });
});
