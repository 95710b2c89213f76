import { describe, expect, it } from 'vitest';
import { NEAR_MISSES } from '../../support/near-misses.ts';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  CALLBACK,
  challengeOf,
  claimsOf,
  exchange,
  type GrantAnswer,
  ISSUER,
  VERIFIER,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { PASSWORD, register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

async function signedIn(app = createTestApp()) {
  const email = await register(app);
  const browser = createPageClient(app);
  await browser.signIn(email);
  return { app, email, browser };
}

describe('a request that names no client, or not its address', () => {
  // What other servers took, and `ensure-registered-redirect-uri` of the OpenID conformance suite.
  it.each([...NEAR_MISSES, ['nothing', null] as const])(
    'gets a page that leads to no client, with %s',
    async (_, redirect_uri) => {
      const { app, browser } = await signedIn();
      const client = await addClient(app, { firstParty: true });
      for (const prompt of [null, 'none']) {
        const page = await visit(browser, authorizePath(client, { redirect_uri, prompt }));
        expect([page.status, page.h1]).toEqual([400, 'This app gave a wrong address']);
        expect([page.headers.get('Location'), page.refresh]).toEqual([null, null]);
        // Only to the same page in other languages.
        const others = page.links.filter(({ href }) => !href.startsWith('/oauth/authorize?'));
        expect(others.map(({ href }) => href)).toEqual(['/account']);
        expect(page.text).not.toMatch(/evil|alert|callback/i);
      }
    },
  );

  it('leaves only the port of a loopback address free', async () => {
    const { app, browser } = await signedIn();
    const redirectUris = ['http://127.0.0.1/cb', 'http://[::1]:1/cb', 'http://localhost/cb'];
    const client = await addClient(app, { firstParty: true, redirectUris });
    const open = (redirect_uri: string) =>
      visit(browser, authorizePath(client, { redirect_uri, prompt: 'none' }));
    for (const uri of ['http://127.0.0.1:4000/cb', 'http://[::1]:4000/cb', 'http://localhost:1/cb'])
      expect(answerOf(await open(uri)).error).toBe('consent_required');
    for (const uri of [
      'http://127.0.0.1.evil.example/cb',
      'http://localhost:80@evil.example/cb',
      'http://127.0.0.1:4000/other',
      'http://127.0.0.1:4000/cb?x=1',
      'https://127.0.0.1:4000/cb',
      'http://127.0.0.2:4000/cb',
      'http://localhost:99999/cb',
    ])
      expect([uri, (await open(uri)).status]).toEqual([uri, 400]);
  });

  it('says the same of an unknown, a disabled and a repeated client', async () => {
    const { app, browser } = await signedIn();
    const disabled = await addClient(app, { disabledAt: app.clock() });
    const client = await addClient(app);
    const paths = [
      authorizePath({ id: 'nobody' }),
      authorizePath(disabled),
      `${authorizePath(client)}&client_id=${client.id}`,
      authorizePath(client, { client_id: null }),
    ];
    const pages = await Promise.all(paths.map((path) => visit(browser, path)));
    expect(pages.map(({ status, h1 }) => [status, h1])).toEqual(
      paths.map(() => [400, 'This app isn’t known here']),
    );
    const twice = `${authorizePath(client)}&redirect_uri=${encodeURIComponent(CALLBACK)}`;
    expect((await visit(browser, twice)).h1).toBe('This app gave a wrong address');
  });
});

describe('a request of a client that is known', () => {
  const LONG = 'x'.repeat(3000);
  it.each([
    ['no response_type', { response_type: null }, 'invalid_request'],
    ['the implicit response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a hybrid response_type', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['a fragment for the answer', { response_mode: 'fragment' }, 'invalid_request'],
    ['no scope', { scope: null }, 'invalid_scope'],
    ['scopes of others alone', { scope: 'account unknown' }, 'invalid_scope'],
    ['a scope that is too long', { scope: LONG }, 'invalid_request'],
    ['a nonce that is too long', { nonce: LONG }, 'invalid_request'],
    ['a state that is too long', { state: LONG }, 'invalid_request'],
    ['no challenge', { code_challenge: null, code_challenge_method: null }, 'invalid_request'],
    ['a challenge in plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without method', { code_challenge_method: null }, 'invalid_request'],
    ['a method without challenge', { code_challenge: null }, 'invalid_request'],
    ['a short challenge', { code_challenge: 'x'.repeat(42) }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'shout' }, 'invalid_request'],
    ['none and login', { prompt: 'none login' }, 'invalid_request'],
    ['a max_age in words', { max_age: 'soon' }, 'invalid_request'],
    ['a negative max_age', { max_age: '-1' }, 'invalid_request'],
    ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['a request_uri', { request_uri: 'https://evil.example/r' }, 'request_uri_not_supported'],
    ['our own audience', { resource: ISSUER }, 'invalid_target'],
    ['our own audience with a slash', { resource: `${ISSUER}/` }, 'invalid_target'],
    ['our own audience in capitals', { resource: ISSUER.toUpperCase() }, 'invalid_target'],
    ['a resource with a fragment', { resource: 'https://api.example/#x' }, 'invalid_target'],
    ['a resource that is no URI', { resource: 'api' }, 'invalid_target'],
    ['a hint that is no token', { id_token_hint: 'x' }, 'invalid_request'],
  ] as [string, Record<string, string | null>, string][])(
    'is told of %s, with state and iss',
    async (_, changed, error) => {
      const { app, browser } = await signedIn();
      const client = await addClient(app);
      const page = await visit(browser, authorizePath(client, changed));
      const { error_description, ...answer } = answerOf(page);
      // A state that is refused cannot be told.
      const state = changed.state === undefined ? { state: 'a state' } : {};
      expect([page.status, answer]).toEqual([303, { error, ...state, iss: ISSUER }]);
      expect(error_description).toMatch(/^[ !#-[\]-~]+$/);
      expect(page.headers.get('Location')?.startsWith(`${CALLBACK}?`)).toBe(true);
    },
  );

  it.each([['push its requests', { requirePar: true }]])(
    'gets no code if it must %s, which cannot be done yet',
    async (_, given) => {
      const { app, browser } = await signedIn();
      const client = await addClient(app, { firstParty: true, ...given });
      const page = await visit(browser, authorizePath(client));
      expect(answerOf(page).error).toBe('invalid_request');
    },
  );

  it('is told of any known parameter that comes twice, and of no unknown one', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    for (const name of ['scope', 'state', 'nonce', 'code_challenge', 'response_type', 'prompt']) {
      const asked = authorizePath(client, { prompt: 'none' });
      const page = await visit(browser, `${asked}&${name}=none`);
      expect([name, answerOf(page).error]).toEqual([name, 'invalid_request']);
    }
    const odd = `${authorizePath(client)}&display=page&extra=1&extra=2&constructor=x&claims={}`;
    expect(answerOf(await visit(browser, odd))).toHaveProperty('code');
  });

  it('brings state and nonce whole, whatever they hold', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const state = 'a;b&c=d+e %20/?#é"<'.repeat(80);
    const nonce = 'n'.repeat(384);
    const page = await visit(browser, authorizePath(client, { state, nonce }));
    const { code = '', ...rest } = answerOf(page);
    expect(rest).toEqual({ state, iss: ISSUER });
    const tokens = await (await exchange(app, client, code)).json<GrantAnswer>();
    expect(claimsOf(tokens.id_token).nonce).toBe(nonce);
  });

  it('may leave state and nonce out, which then stay out', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const page = await visit(browser, authorizePath(client, { state: null, nonce: null }));
    const { code = '', ...rest } = answerOf(page);
    expect(rest).toEqual({ iss: ISSUER });
    const tokens = await (await exchange(app, client, code)).json<GrantAnswer>();
    expect(claimsOf(tokens.id_token)).not.toHaveProperty('nonce');
  });

  it('adds to a registered URI, and never writes it anew', async () => {
    const { app, browser } = await signedIn();
    for (const uri of ['https://client.example/cb?tenant=a%2Fb', 'https://client.example']) {
      const client = await addClient(app, { firstParty: true, redirectUris: [uri] });
      const page = await visit(browser, authorizePath(client, { redirect_uri: uri }));
      const added = uri.includes('?') ? '&code=' : '?code=';
      expect(page.headers.get('Location')?.startsWith(uri + added)).toBe(true);
    }
  });

  it('is answered by our issuer, whatever host it is asked under', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const headers = { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' };
    const page = await browser.open(authorizePath(client), { follow: false, headers });
    expect(answerOf(page).iss).toBe(ISSUER);
  });
});

describe('PKCE', () => {
  // RFC 9700 §2.1.1, §4.8: each challenge with each verifier.
  it.each([
    ['none', 'none', 200],
    ['none', 'right', 400],
    ['none', 'wrong', 400],
    ['S256', 'none', 400],
    ['S256', 'right', 200],
    ['S256', 'wrong', 400],
  ] as const)(
    'with a challenge %s takes a verifier %s: %i',
    async (challenge, verifier, status) => {
      const { app, browser } = await signedIn();
      const client = await addClient(app, {
        firstParty: true,
        authMethod: 'client_secret_post',
        requirePkce: false,
      });
      const none = { code_challenge: null, code_challenge_method: null };
      const code = await askForCode(browser, client, challenge === 'none' ? none : {});
      const verifiers = { none: undefined, right: VERIFIER, wrong: `${VERIFIER}x` };
      const changed = { client_secret: client.secret, code_verifier: verifiers[verifier] };
      const response = await exchange(app, client, code, changed);
      expect(response.status).toBe(status);
    },
  );

  it('refuses a plain challenge before there is a code for any verifier', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true, requirePkce: false });
    const plain = { code_challenge: VERIFIER, code_challenge_method: 'plain' };
    const page = await visit(browser, authorizePath(client, plain));
    expect(answerOf(page).error).toBe('invalid_request');
  });

  it('may be waived for a confidential client, which must then send a nonce', async () => {
    const { app, browser } = await signedIn();
    const confidential = { authMethod: 'client_secret_basic', requirePkce: false } as const;
    const client = await addClient(app, { firstParty: true, ...confidential });
    const none = { code_challenge: null, code_challenge_method: null };
    expect(answerOf(await visit(browser, authorizePath(client, none)))).toHaveProperty('code');
    const bare = await visit(browser, authorizePath(client, { ...none, nonce: null }));
    expect(answerOf(bare).error).toBe('invalid_request');
  });

  it('holds one code to one challenge', () => {
    expect(challengeOf(VERIFIER)).not.toBe(challengeOf(`${VERIFIER}x`));
  });
});

describe('consent', () => {
  it('is given by our own page alone', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app);
    const page = await visit(browser, authorizePath(client));
    const form = page.forms.find(({ action }) => action === '/oauth/continue');
    const fields = { ...form?.fields, choice: 'allow' };
    const foreign = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    const refused = [
      await browser.post('/oauth/continue', fields, { headers: foreign }),
      await browser.post('/oauth/continue', fields, { headers: { Origin: 'null' } }),
      await browser.post('/oauth/continue', { ...fields, csrf_token: 'x' }),
    ];
    expect(refused.map(({ status, refresh }) => [status, refresh])).toEqual(
      refused.map(() => [403, null]),
    );
    const again = await visit(browser, authorizePath(client));
    expect(again.h1).toBe('Let Crumbs & Co use your account?');
    expect(page.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('X-Frame-Options')).toBe('DENY');
    expect(page.headers.get('Cache-Control')).toBe('no-store');
  });

  it('may be refused, which the client is told', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app);
    const page = await visit(browser, authorizePath(client));
    const back = await browser.submit(page, {}, { press: 'Don’t allow' });
    const { error_description: _, ...answer } = answerOf(back);
    expect(answer).toEqual({ error: 'access_denied', state: 'a state', iss: ISSUER });
  });

  it('may be sent twice, and gives a code each time', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app);
    const page = await visit(browser, authorizePath(client));
    const sent = await Promise.all([1, 2].map(() => browser.submit(page, {}, { press: 'Allow' })));
    const codes = sent.map((one) => answerOf(one).code ?? '');
    expect(new Set(codes).size).toBe(2);
    for (const code of codes) expect((await exchange(app, client, code)).status).toBe(200);
  });

  it('is not given for somebody who signed in meanwhile, in another tab', async () => {
    const { app, browser } = await signedIn();
    const other = await register(app);
    const client = await addClient(app);
    const page = await visit(browser, authorizePath(client));
    await browser.signIn(other);
    // Their form has the token of the session before.
    const token = (await browser.open('/account/profile')).forms[0]?.fields.csrf_token ?? '';
    const sent = await browser.submit(page, { csrf_token: token }, { press: 'Allow' });
    expect([sent.h1, sent.refresh]).toEqual(['Let Crumbs & Co use your account?', null]);
    expect(sent.text).toContain(other);
  });

  it('belongs to the browser that asked', async () => {
    const { app, email, browser } = await signedIn();
    const client = await addClient(app, { name: 'Secret plans' });
    const page = await visit(browser, authorizePath(client));
    const thief = createPageClient(app);
    await thief.signIn(email);
    const seen = await thief.open(page.url);
    expect([seen.status, seen.text.includes('Secret plans')]).toEqual([400, false]);
    const guess = await browser.open(`/oauth/continue?request=${'A'.repeat(43)}`);
    expect([guess.status, guess.h1]).toEqual([400, 'This took too long']);
    app.advance(31 * 60_000);
    expect((await browser.open(page.url)).h1).toBe('This took too long');
  });

  it('shows the name of a client as text', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { name: '<img src=x onerror=alert(1)>' });
    const page = await visit(browser, authorizePath(client));
    expect(page.h1).toContain('<img src=x onerror=alert(1)>');
    expect(page.html).not.toContain('<img src=x');
    expect(page.html).toContain('<bdi>&lt;img');
  });

  it('asks again for a scope that was not consented to', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app);
    await askForCode(browser, client, { scope: 'openid' });
    const same = await visit(browser, authorizePath(client, { scope: 'openid' }));
    expect(answerOf(same)).toHaveProperty('code');
    const more = await visit(browser, authorizePath(client, { scope: 'openid email' }));
    expect(more.h1).toBe('Let Crumbs & Co use your account?');
  });
});

describe('a login_hint', () => {
  it('fills the field, escaped, and tells nothing of accounts', async () => {
    const app = createTestApp();
    const known = await register(app);
    const client = await addClient(app);
    const shown = async (login_hint: string) => {
      const page = await visit(createPageClient(app), authorizePath(client, { login_hint }));
      const form = page.forms.find(({ action }) => action === '/sign-in');
      return { page, hint: form?.fields.email_or_username };
    };
    const odd = '"><script>alert(1)</script>';
    const { page, hint } = await shown(odd);
    expect([hint, page.html.includes('<script>alert')]).toEqual([odd, false]);
    const [here, nowhere] = [await shown(known), await shown('nobody@example.com')];
    expect(here.page.text).toBe(nowhere.page.text);
    const long = await visit(
      createPageClient(app),
      authorizePath(client, { login_hint: 'x'.repeat(4096) }),
    );
    expect(answerOf(long).error).toBe('invalid_request');
  });

  it('is followed by the sign-in of whoever comes', async () => {
    const app = createTestApp();
    const email = await register(app);
    const client = await addClient(app, { firstParty: true });
    const browser = createPageClient(app);
    const page = await visit(browser, authorizePath(client, { login_hint: 'other@example.com' }));
    const fields = { email_or_username: email, password: PASSWORD };
    const back = await browser.submit(page, fields, { action: '/sign-in' });
    expect(answerOf(back)).toHaveProperty('code');
  });
});
