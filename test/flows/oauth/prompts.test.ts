import { describe, expect, it } from 'vitest';
import { SECOND } from '../../../src/shared/clock.ts';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  claimsOf,
  exchange,
  type GrantAnswer,
  ISSUER,
  type TestClient,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { PASSWORD, register, signIn } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { setUpTotp } from '../../support/totp.ts';

async function signedIn(app = createTestApp()) {
  const email = await register(app);
  const browser = createPageClient(app);
  await browser.signIn(email);
  const client = await addClient(app, { firstParty: true });
  return { app, email, browser, client };
}

async function idTokenFor(app: TestApp, client: TestClient, code: string) {
  const tokens = await (await exchange(app, client, code)).json<GrantAnswer>();
  return { idToken: tokens.id_token, claims: claimsOf(tokens.id_token) };
}

/** What a request is refused for: a client that is so, time that passes, a session that is gone. */
type Refused = Partial<TestClient> & { signOut?: true; wait?: number; max_age?: string };

describe('prompt=none', () => {
  it('answers at once where nobody has to be asked, with the time of the sign-in', async () => {
    const { app, browser, client } = await signedIn();
    const first = await idTokenFor(app, client, await askForCode(browser, client));
    app.advance(60 * SECOND);
    const asked = { prompt: 'none', id_token_hint: first.idToken };
    const page = await visit(browser, authorizePath(client, asked));
    expect(page.status).toBe(303);
    const second = await idTokenFor(app, client, answerOf(page).code ?? '');
    expect([second.claims.sub, second.claims.auth_time]).toEqual([
      first.claims.sub,
      first.claims.auth_time,
    ]);
  });

  it.each([
    ['nobody is signed in', 'login_required', { signOut: true }],
    ['the proof is too old', 'login_required', { max_age: '10', wait: 11 }],
    ['max_age is 0', 'login_required', { max_age: '0', wait: 1 }],
    ['consent is missing', 'consent_required', { firstParty: false }],
    ['any program may listen', 'consent_required', { redirectUris: ['com.example.app:/cb'] }],
  ] as [string, string, Refused][])('is refused if %s: %s', async (_, error, given) => {
    const { signOut, wait = 0, max_age = null, ...about } = given;
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true, ...about });
    const redirect_uri = client.redirectUris[0] ?? '';
    if (signOut !== undefined) browser.jar.clear();
    app.advance(wait * SECOND);
    const state = 's'.repeat(128);
    const asked = { prompt: 'none', max_age, redirect_uri, state };
    const page = await visit(browser, authorizePath(client, asked));
    const { error_description: __, ...answer } = answerOf(page);
    expect([page.status, answer]).toEqual([303, { error, state, iss: ISSUER }]);
  });

  it('is refused for a hint of somebody else', async () => {
    const { app, browser, client } = await signedIn();
    const { idToken } = await idTokenFor(app, client, await askForCode(browser, client));
    const other = createPageClient(app);
    await other.signIn(await register(app));
    const asked = { prompt: 'none', id_token_hint: idToken };
    expect(answerOf(await visit(other, authorizePath(client, asked))).error).toBe('login_required');
    const stranger = await addClient(app, { firstParty: true });
    const foreign = await visit(browser, authorizePath(stranger, asked));
    expect(answerOf(foreign).error).toBe('invalid_request');
    app.advance(2 * 3600 * SECOND);
    expect(answerOf(await visit(browser, authorizePath(client, asked)))).toHaveProperty('code');
  });

  it('sends a POST back by redirect, as in a frame', async () => {
    const { app, client } = await signedIn();
    const path = authorizePath(client, { prompt: 'none' });
    const fields = Object.fromEntries(new URLSearchParams(path.split('?')[1]));
    const frame = createPageClient(app, { cookies: false });
    const sent = await frame.post('/oauth/authorize', fields, { follow: false });
    const page = await visit(frame, sent.headers.get('Location') ?? '');
    expect([page.status, answerOf(page).error]).toEqual([303, 'login_required']);
  });
});

describe('a new proof', () => {
  it.each([
    ['prompt=login', { prompt: 'login' }],
    ['max_age=0', { max_age: '0' }],
    ['a max_age that is over', { max_age: '5' }],
  ])('is asked for by %s, of the same account, and told in auth_time', async (_, asked) => {
    const { app, browser, client } = await signedIn();
    const before = await idTokenFor(app, client, await askForCode(browser, client));
    app.advance(10 * SECOND);
    const proof = await visit(browser, authorizePath(client, asked));
    expect(proof.url).toMatch(/^\/account\/step-up\?return_to=/);
    const back = await browser.submit(proof, { password: PASSWORD });
    const after = await idTokenFor(app, client, answerOf(back).code ?? '');
    expect(after.claims.sub).toBe(before.claims.sub);
    expect(Number(after.claims.auth_time)).toBe(Number(before.claims.auth_time) + 10);
  });

  it('is not asked for while the one there is young enough', async () => {
    const { app, browser, client } = await signedIn();
    app.advance(10 * SECOND);
    const page = await visit(browser, authorizePath(client, { max_age: '10000' }));
    expect(answerOf(page)).toHaveProperty('code');
  });

  it('is not replaced by going straight to where it leads', async () => {
    const { app, browser, client } = await signedIn();
    app.advance(10 * SECOND);
    const proof = await visit(browser, authorizePath(client, { prompt: 'login' }));
    const handle = new URL(proof.url, ISSUER).searchParams.get('return_to') ?? '';
    const again = await visit(browser, handle);
    expect([again.url.startsWith('/account/step-up'), again.refresh]).toEqual([true, null]);
  });

  it('is given by a first sign-in as well', async () => {
    const app = createTestApp();
    const email = await register(app);
    const client = await addClient(app, { firstParty: true });
    const browser = createPageClient(app);
    const page = await visit(browser, authorizePath(client, { prompt: 'login' }));
    const fields = { email_or_username: email, password: PASSWORD };
    const back = await browser.submit(page, fields, { action: '/sign-in' });
    expect(answerOf(back)).toHaveProperty('code');
  });
});

describe('acr_values', () => {
  it('are a wish: an account without a second factor goes on with what it has', async () => {
    const { app, browser, client } = await signedIn();
    for (const prompt of [null, 'none']) {
      const page = await visit(browser, authorizePath(client, { acr_values: 'aal2', prompt }));
      const { claims } = await idTokenFor(app, client, answerOf(page).code ?? '');
      expect(claims.acr).toBe('aal1');
    }
  });
});

describe('prompt=consent and prompt=select_account', () => {
  it('ask even where nothing is to be decided, and show who is signed in', async () => {
    const { email, browser, client } = await signedIn();
    for (const prompt of ['consent', 'select_account']) {
      const page = await visit(browser, authorizePath(client, { prompt }));
      expect([page.h1, page.text.includes(email)]).toEqual([
        'Let Crumbs & Co use your account?',
        true,
      ]);
      expect(answerOf(await browser.submit(page, {}, { press: 'Allow' }))).toHaveProperty('code');
    }
  });

  it('let somebody else sign in, who comes back to the same request', async () => {
    const { app, browser } = await signedIn();
    const other = await register(app);
    const third = await addClient(app);
    const page = await visit(browser, authorizePath(third));
    const signIn = await browser.submit(page, {}, { action: '/sign-out' });
    expect(signIn.url).toMatch(/^\/sign-in\?return_to=/);
    const fields = { email_or_username: other, password: PASSWORD };
    const consent = await browser.submit(signIn, fields, { action: '/sign-in' });
    expect([consent.h1, consent.text.includes(other)]).toEqual([
      'Let Crumbs & Co use your account?',
      true,
    ]);
  });
});

describe('who may not sign in', () => {
  it('gets no code from a session that has ended', async () => {
    const { app, browser, client } = await signedIn();
    const refresh = browser.jar.get('__Host-refresh_token') ?? '';
    await app.auth.logout.$post({ json: { refresh } });
    const page = await visit(browser, authorizePath(client, { prompt: 'none' }));
    expect(answerOf(page).error).toBe('login_required');
  });

  it('gets no code from a session of before the account had a second step', async () => {
    const { app, email, browser, client } = await signedIn();
    const third = await addClient(app);
    const tokens = await signIn(app, email);
    const device = await setUpTotp(app, tokens.access_token);
    const silent = await visit(browser, authorizePath(client, { prompt: 'none' }));
    expect(answerOf(silent).error).toBe('login_required');
    for (const one of [client, third]) {
      const proof = await visit(browser, authorizePath(one, { prompt: 'consent' }));
      expect(proof.url).toMatch(/^\/account\/step-up\?return_to=/);
    }
    const proof = await visit(browser, authorizePath(client));
    expect(proof.url).toMatch(/^\/account\/step-up\?return_to=/);
    const back = await browser.submit(proof, { otp: await device.code() });
    const { claims } = await idTokenFor(app, client, answerOf(back).code ?? '');
    expect(claims.acr).toBe('aal2');
    // Two factors, once given, do.
    app.advance(60 * SECOND);
    const again = await visit(browser, authorizePath(client, { prompt: 'none' }));
    expect(answerOf(again)).toHaveProperty('code');
  });

  it('gets no code with a second step that is due', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const email = await register(app);
    const client = await addClient(app, { firstParty: true });
    const browser = createPageClient(app);
    const signIn = await visit(browser, authorizePath(client));
    const fields = { email_or_username: email, password: PASSWORD };
    const second = await browser.submit(signIn, fields, { action: '/sign-in' });
    expect(second.url).toMatch(/^\/second-step\?return_to=/);
    const page = await visit(browser, authorizePath(client, { prompt: 'none' }));
    expect(answerOf(page).error).toBe('login_required');
  });
});

describe('ui_locales', () => {
  it.each(['GET', 'POST'])('are the language of all pages on the way, by %s', async (method) => {
    const app = createTestApp();
    const email = await register(app);
    const client = await addClient(app);
    const browser = createPageClient(app);
    const path = authorizePath(client, { ui_locales: 'xx de-AT en' });
    const fields = Object.fromEntries(new URLSearchParams(path.split('?')[1]));
    const signIn =
      method === 'GET'
        ? await visit(browser, path)
        : await browser.post('/oauth/authorize', fields, { follow: true });
    expect(signIn.html).toContain('<html lang="de"');
    const typed = { email_or_username: email, password: PASSWORD };
    const consent = await browser.submit(signIn, typed, { action: '/sign-in' });
    expect(consent.html).toContain('<html lang="de"');
  });
});
