import { describe, expect, it } from 'vitest';
import { makeClientSecret } from '../../../src/oauth/clients/client-secret.ts';
import { systemRandom } from '../../../src/shared/random.ts';
import {
  addClient,
  askForCode,
  basic,
  exchange,
  type GrantAnswer,
  oauthRefusal,
  postForm,
  type TestClient,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

async function signedIn(app = createTestApp()) {
  const email = await register(app);
  const browser = createPageClient(app);
  await browser.signIn(email);
  return { app, email, browser };
}

/** A client with tokens of somebody. */
async function granted(given: Parameters<typeof addClient>[1] = {}) {
  const { app, email, browser } = await signedIn();
  const client = await addClient(app, { firstParty: true, ...given });
  const code = await askForCode(browser, client);
  const proof = client.authMethod === 'none' ? {} : { client_secret: client.secret };
  const tokens = await (await exchange(app, client, code, proof)).json<GrantAnswer>();
  return { app, email, browser, client, code, tokens };
}

const refresh = (app: TestApp, client: TestClient, token: string, extra = {}) =>
  postForm(app, '/oauth/token', {
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: client.id,
    ...extra,
  });
const infoOf = (app: TestApp, token: string, init: RequestInit = {}) =>
  app.fetch('/oauth/userinfo', { headers: { Authorization: `Bearer ${token}` }, ...init });

describe('a client', () => {
  const ask = (app: TestApp, fields: Record<string, string>, headers = {}) =>
    postForm(
      app,
      '/oauth/token',
      { grant_type: 'refresh_token', refresh_token: 'x', ...fields },
      headers,
    );

  it('authenticates in the way that it is registered for, and in no other', async () => {
    const app = createTestApp();
    const open = await addClient(app);
    const header = await addClient(app, { authMethod: 'client_secret_basic' });
    const body = await addClient(app, { authMethod: 'client_secret_post' });
    const assertion = await addClient(app, { authMethod: 'private_key_jwt' });
    const all = [open, header, body, assertion];
    for (const client of all) {
      const ways = {
        none: await ask(app, { client_id: client.id }),
        client_secret_basic: await ask(app, {}, basic(client.id, client.secret)),
        client_secret_post: await ask(app, { client_id: client.id, client_secret: client.secret }),
      };
      for (const [way, response] of Object.entries(ways)) {
        const isRight = way === client.authMethod;
        // The token is none, so that a client that gets in is told so.
        const expected = isRight ? [400, 'invalid_grant'] : [401, 'invalid_client'];
        expect([client.authMethod, way, ...(await oauthRefusal(response))]).toEqual([
          client.authMethod,
          way,
          ...expected,
        ]);
        if (!isRight) expect(response.headers.get('WWW-Authenticate')).toMatch(/^Basic /);
      }
    }
  });

  it('is refused with what is not its own, and told nothing more', async () => {
    const app = createTestApp();
    const client = await addClient(app, { authMethod: 'client_secret_basic' });
    const other = await addClient(app, { authMethod: 'client_secret_basic' });
    const off = { authMethod: 'client_secret_basic', disabledAt: app.clock() } as const;
    const disabled = await addClient(app, off);
    const tries: [Record<string, string>, Record<string, string>][] = [
      [{}, basic(client.id, other.secret)],
      [{}, basic('nobody', client.secret)],
      [{}, basic(disabled.id, disabled.secret)],
      [{}, basic(client.id, '')],
      [{}, { Authorization: 'Basic !!!' }],
      [{ client_id: other.id }, basic(client.id, client.secret)],
      [{}, {}],
    ];
    for (const [fields, headers] of tries) {
      const response = await ask(app, fields, headers);
      expect([headers, ...(await oauthRefusal(response))]).toEqual([
        headers,
        401,
        'invalid_client',
      ]);
    }
    const both = await ask(app, { client_secret: client.secret }, basic(client.id, client.secret));
    expect(await oauthRefusal(both)).toEqual([400, 'invalid_request']);
    const twice = [
      ['client_id', client.id],
      ['client_id', client.id],
      ['grant_type', 'refresh_token'],
    ];
    expect(await oauthRefusal(await postForm(app, '/oauth/token', twice))).toEqual([
      400,
      'invalid_request',
    ]);
  });

  it('may encode its credentials or send them raw, and has two secrets while one is replaced', async () => {
    const app = createTestApp();
    const client = await addClient(app, { authMethod: 'client_secret_basic' });
    expect(makeClientSecret(systemRandom)).toMatch(/^[\w-]{43}$/);
    const encoded = basic(encodeURIComponent(client.id), encodeURIComponent(client.secret));
    for (const headers of [encoded, basic(client.id, client.secret)])
      expect(await oauthRefusal(await ask(app, {}, headers))).toEqual([400, 'invalid_grant']);
  });

  it('sends a form, with what its grant needs', async () => {
    const app = createTestApp();
    const client = await addClient(app);
    const json = await app.post('/oauth/token', { grant_type: 'authorization_code' });
    expect(await oauthRefusal(json)).toEqual([415, 'invalid_request']);
    const of = async (fields: Record<string, string>) =>
      oauthRefusal(await postForm(app, '/oauth/token', { client_id: client.id, ...fields }));
    expect(await of({})).toEqual([400, 'invalid_request']);
    expect(await of({ grant_type: 'authorization_code' })).toEqual([400, 'invalid_request']);
    expect(await of({ grant_type: 'refresh_token' })).toEqual([400, 'invalid_request']);
    expect(await of({ grant_type: 'password' })).toEqual([400, 'unsupported_grant_type']);
    expect(await of({ grant_type: 'client_credentials' })).toEqual([400, 'unsupported_grant_type']);
    expect((await app.fetch('/oauth/token')).status).toBe(405);
  });
});

describe('a code', () => {
  // Each condition broken alone; nothing that is wrong uses it up.
  it('is good for its client, its address and its verifier alone', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const other = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, client);
    for (const wrong of [
      { client_id: other.id },
      { redirect_uri: 'https://client.example/other' },
      { code_verifier: undefined },
      { code_verifier: 'x'.repeat(43) },
      { code: `${code}x` },
      { code: code.slice(0, -1) },
    ]) {
      const response = await exchange(app, client, code, wrong);
      expect([wrong, ...(await oauthRefusal(response))]).toEqual([wrong, 400, 'invalid_grant']);
    }
    expect((await exchange(app, client, code)).status).toBe(200);
  });

  it('needs no redirect_uri, as OAuth 2.1 has it', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, client);
    expect((await exchange(app, client, code, { redirect_uri: undefined })).status).toBe(200);
  });

  it('dies after a minute', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, client);
    app.advance(60_000);
    expect(await oauthRefusal(await exchange(app, client, code))).toEqual([400, 'invalid_grant']);
  });

  it('ends what it was exchanged for when its client sends it again, and for nobody else', async () => {
    const { app, client, code, tokens } = await granted();
    const other = await addClient(app, { firstParty: true });
    await exchange(app, other, code);
    await exchange(app, client, code, { code_verifier: 'x'.repeat(43) });
    expect((await infoOf(app, tokens.access_token)).status).toBe(200);
    expect(await oauthRefusal(await exchange(app, client, code))).toEqual([400, 'invalid_grant']);
    expect((await infoOf(app, tokens.access_token)).status).toBe(401);
    expect(await oauthRefusal(await refresh(app, client, tokens.refresh_token))).toEqual([
      400,
      'invalid_grant',
    ]);
  });

  it('is exchanged once by twenty at a time', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, client);
    const all = await Promise.all(Array.from({ length: 20 }, () => exchange(app, client, code)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('a refresh token of a client', () => {
  it('is good for this client alone, and not used up by another', async () => {
    const { app, client, tokens } = await granted();
    const other = await addClient(app, { firstParty: true });
    const wrong = [
      await refresh(app, other, tokens.refresh_token),
      await refresh(app, client, tokens.access_token),
      await refresh(app, client, tokens.id_token),
    ];
    for (const response of wrong)
      expect(await oauthRefusal(response)).toEqual([400, 'invalid_grant']);
    expect((await refresh(app, client, tokens.refresh_token)).status).toBe(200);
  });

  it('needs the authentication of a confidential client', async () => {
    const { app, client, tokens } = await granted({ authMethod: 'client_secret_post' });
    const bare = await refresh(app, client, tokens.refresh_token);
    expect(await oauthRefusal(bare)).toEqual([401, 'invalid_client']);
    const proof = { client_secret: client.secret };
    expect((await refresh(app, client, tokens.refresh_token, proof)).status).toBe(200);
  });

  it('may ask for less and never for more, and loses nothing by asking', async () => {
    const { app, client, tokens } = await granted();
    const less = await refresh(app, client, tokens.refresh_token, { scope: 'email' });
    const narrow = await less.json<GrantAnswer>();
    expect([narrow.scope, narrow.id_token]).toEqual(['email', undefined]);
    const more = await refresh(app, client, narrow.refresh_token, { scope: 'openid account' });
    expect(await oauthRefusal(more)).toEqual([400, 'invalid_scope']);
    const whole = await (await refresh(app, client, narrow.refresh_token)).json<GrantAnswer>();
    expect(whole.scope).toBe(tokens.scope);
  });

  it('is not taken by our own routes, nor are ours taken here', async () => {
    const { app, browser, client, tokens } = await granted();
    const theirs = await app.auth.token.refresh.$post({ json: { refresh: tokens.refresh_token } });
    expect(theirs.status).toBe(401);
    const own = browser.jar.get('__Host-refresh_token') ?? '';
    expect(await oauthRefusal(await refresh(app, client, own))).toEqual([400, 'invalid_grant']);
    const me = await app.auth.me.$get(
      {},
      { headers: { Authorization: `Bearer ${tokens.access_token}` } },
    );
    expect(me.status).toBe(403);
  });

  it('has one successor, whoever asks how often', async () => {
    const { app, client, tokens } = await granted();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => refresh(app, client, tokens.refresh_token)),
    );
    const answers = await Promise.all(all.map((one) => one.json<GrantAnswer>()));
    expect(new Set(answers.map(({ refresh_token: token }) => token)).size).toBe(1);
  });

  it('ends with its client', async () => {
    const { app, client, tokens } = await granted();
    const { stores, clientCache } = app.servicesWith(() => undefined);
    const { secret: _, ...stored } = client;
    const at = app.clock();
    await stores.clients.replaceStatement({ ...stored, disabledAt: at }, client.updatedAt);
    clientCache.forget(client.id);
    expect((await refresh(app, client, tokens.refresh_token)).status).toBe(401);
    expect((await infoOf(app, tokens.access_token)).status).toBe(401);
  });
});

const DPOP = 'DPoP algs="ES256 EdDSA Ed25519 PS256"';

describe('/oauth/userinfo', () => {
  it('takes the token by header or in a form, and never in the query', async () => {
    const { app, tokens } = await granted();
    const token = tokens.access_token;
    expect((await infoOf(app, token)).status).toBe(200);
    expect((await infoOf(app, token, { method: 'POST' })).status).toBe(200);
    const posted = await postForm(app, '/oauth/userinfo', { access_token: token });
    expect([posted.status, posted.headers.get('Content-Type')]).toEqual([200, 'application/json']);
    const query = await app.fetch(`/oauth/userinfo?access_token=${token}`);
    expect([query.status, query.headers.get('WWW-Authenticate')]).toEqual([401, `Bearer, ${DPOP}`]);
  });

  it('refuses every other token, by the challenge of RFC 6750', async () => {
    const { app, browser, client, tokens } = await granted();
    const own = await (
      await app.auth.token.refresh.$post({
        json: { refresh: browser.jar.get('__Host-refresh_token') ?? '' },
      })
    ).json();
    const first = (own as { access_token: string }).access_token;
    // What a client passes to an API is nobody's key to the profile.
    const audience = { resource: 'https://api.example/' };
    const passed = await exchange(app, client, await askForCode(browser, client, audience));
    const { access_token: api } = await passed.json<GrantAnswer>();
    for (const token of ['x', tokens.id_token, tokens.refresh_token, first, api]) {
      const response = await infoOf(app, token);
      expect(response.headers.get('WWW-Authenticate')).toBe(
        `Bearer error="invalid_token", ${DPOP}`,
      );
      expect(await oauthRefusal(response)).toEqual([401, 'invalid_token']);
    }
  });
});

describe('pages of a client', () => {
  const from = (origin: string) => ({ Origin: origin });
  const allowed = (response: Response) => [
    response.headers.get('Access-Control-Allow-Origin'),
    response.headers.get('Access-Control-Allow-Credentials'),
  ];

  it('may read the answers of the endpoints, and other pages may not', async () => {
    const { app, client, tokens } = await granted();
    const ask = (origin: string) =>
      postForm(app, '/oauth/token', { grant_type: 'x', client_id: client.id }, from(origin));
    expect(allowed(await ask('https://client.example'))).toEqual(['https://client.example', null]);
    for (const origin of ['https://evil.example', 'null', 'http://client.example'])
      expect(allowed(await ask(origin))).toEqual([null, null]);
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    const info = (origin: string) =>
      app.fetch('/oauth/userinfo', { headers: { ...headers, Origin: origin } });
    expect(allowed(await info('https://client.example'))).toEqual(['https://client.example', null]);
    expect(allowed(await info('https://evil.example'))).toEqual([null, null]);
    // An expired token too: the page has to see that it is, and a refusal tells of nobody.
    app.advance(3_600_000);
    const expired = await info('https://client.example');
    expect([expired.status, ...allowed(expired)]).toEqual([401, '*', null]);
  });

  it('learn that a token is over, which names no client any more', async () => {
    const { app } = await granted();
    const headers = { Authorization: 'Bearer x', Origin: 'https://client.example' };
    const response = await app.fetch('/oauth/userinfo', { headers });
    expect([response.status, ...allowed(response)]).toEqual([401, '*', null]);
  });

  it('may ask by script at the endpoints, and not at authorize', async () => {
    const app = createTestApp();
    const preflight = (path: string, origin: string) =>
      app.fetch(path, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization',
        },
      });
    const origin = 'https://client.example';
    for (const path of ['/oauth/token', '/oauth/userinfo', '/oauth/revoke'])
      expect([path, ...allowed(await preflight(path, origin))]).toEqual([path, origin, null]);
    for (const path of ['/oauth/authorize', '/oauth/end-session', '/oauth/introspect'])
      expect([path, ...allowed(await preflight(path, origin))]).toEqual([path, null, null]);
    expect(allowed(await preflight('/oauth/token', 'null'))).toEqual([null, null]);
  });
});

describe('limits of the endpoint', () => {
  it('count a server by itself, and everybody else by address', async () => {
    const shield = { limit: async () => ({ success: false }) };
    const app = createTestApp({ env: { RATE_LIMITS: '{}', SHIELD: shield } });
    const server = await addClient(app, { authMethod: 'client_secret_post' });
    const open = await addClient(app);
    const ask = (fields: Record<string, string>) =>
      postForm(app, '/oauth/token', { grant_type: 'refresh_token', refresh_token: 'x', ...fields });
    const own = await ask({ client_id: server.id, client_secret: server.secret });
    expect(await oauthRefusal(own)).toEqual([400, 'invalid_grant']);
    for (const fields of [
      { client_id: open.id },
      { client_id: server.id, client_secret: 'x' },
    ] as Record<string, string>[])
      expect(await oauthRefusal(await ask(fields))).toEqual([429, 'temporarily_unavailable']);
  });
});

describe('whatever refuses a request', () => {
  it('answers by OAuth errors, as a library can read them', async () => {
    const app = createTestApp();
    for (const path of ['/oauth/token', '/oauth/revoke', '/oauth/introspect', '/oauth/userinfo']) {
      const large = await postForm(app, path, { token: 'x'.repeat(70_000) });
      expect([path, ...(await oauthRefusal(large))]).toEqual([path, 413, 'invalid_request']);
      const put = await app.fetch(path, { method: 'PUT', headers: { Accept: 'text/html' } });
      expect(put.headers.get('Allow')).toContain('POST');
      expect([path, ...(await oauthRefusal(put))]).toEqual([path, 405, 'invalid_request']);
    }
  });
});
