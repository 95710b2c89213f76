import { describe, expect, it } from 'vitest';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  claimsOf,
  ISSUER,
  oauthRefusal,
  postForm,
  visit,
} from '../../support/oauth.ts';
import { granted, infoOf, signedIn, tokensFor } from '../../support/oauth-world.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const metadataOf = async (app: TestApp) =>
  (await app.fetch('/.well-known/openid-configuration')).json<Record<string, string[]>>();

/** What OAuth and OpenID Connect know, listed or not. */
const KNOWN = {
  response_type: [
    'code',
    'token',
    'id_token',
    'code token',
    'code id_token',
    'none',
    'id_token token',
  ],
  code_challenge_method: ['S256', 'plain', 'none', 's256'],
  prompt: ['none', 'login', 'consent', 'select_account', 'create'],
  grant_type: [
    ...['authorization_code', 'refresh_token', 'implicit', 'password', 'client_credentials'],
    'urn:ietf:params:oauth:grant-type:token-exchange',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
};

describe('what the metadata promise', () => {
  it.each([
    ['response_type', 'response_types_supported'],
    ['code_challenge_method', 'code_challenge_methods_supported'],
    ['prompt', 'prompt_values_supported'],
  ] as const)('is taken, and nothing else: each %s', async (name, list) => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const listed = (await metadataOf(app))[list] ?? [];
    for (const value of KNOWN[name]) {
      const page = await visit(browser, authorizePath(client, { [name]: value }));
      const to = page.headers.get('Location');
      const isRefused = to !== null && 'error' in answerOf(page);
      expect([value, isRefused]).toEqual([value, !listed.includes(value)]);
    }
  });

  it('is taken, and nothing else: each grant_type', async () => {
    const app = createTestApp();
    const client = await addClient(app);
    const { grant_types_supported: listed = [] } = await metadataOf(app);
    for (const grant_type of KNOWN.grant_type) {
      const fields = { grant_type, client_id: client.id, code: 'x', refresh_token: 'x' };
      const [, error] = await oauthRefusal(await postForm(app, '/oauth/token', fields));
      expect([grant_type, error]).toEqual([
        grant_type,
        listed.includes(grant_type) ? 'invalid_grant' : 'unsupported_grant_type',
      ]);
    }
  });

  it('is granted: each scope to a client that may have it', async () => {
    const { app, browser } = await signedIn();
    const { scopes_supported: scopes = [] } = await metadataOf(app);
    const client = await addClient(app, { firstParty: true, scopes: scopes as never });
    const code = await askForCode(browser, client, { scope: `${scopes.join(' ')} address phone` });
    expect((await tokensFor(app, client, code)).scope.split(' ')).toEqual(scopes);
  });

  it('is told: each claim that an ID token or userinfo has is listed', async () => {
    const scope = 'openid profile email roles';
    const { app, tokens } = await granted(
      { claimsInIdToken: true, scopes: scope.split(' ') as never },
      { scope },
    );
    const { claims_supported: listed = [] } = await metadataOf(app);
    const info = await (await infoOf(app, tokens.access_token)).json<object>();
    const protocol = ['nonce', 'at_hash'];
    for (const name of Object.keys({ ...claimsOf(tokens.id_token), ...info }))
      expect([...listed, ...protocol]).toContain(name);
  });

  it('signs: each algorithm for ID tokens, by a key that is published', async () => {
    const { app, browser } = await signedIn();
    const { id_token_signing_alg_values_supported: algs = [] } = await metadataOf(app);
    // OpenID Connect Core §15.1; many libraries take it for granted.
    expect(algs).toContain('RS256');
    const { keys } = await (await app.fetch('/.well-known/jwks.json')).json<{
      keys: { kid: string; alg: string }[];
    }>();
    for (const idTokenAlg of algs) {
      const client = await addClient(app, { firstParty: true, idTokenAlg: idTokenAlg as never });
      const { id_token } = await tokensFor(app, client, await askForCode(browser, client));
      const { kid, alg } = JSON.parse(atob(id_token.split('.')[0] ?? '')) as {
        kid: string;
        alg: string;
      };
      expect(alg).toBe(idTokenAlg);
      expect(keys.filter((key) => key.kid === kid)).toMatchObject([{ alg }]);
    }
  });

  it('is one issuer, letter by letter, and addresses below it', async () => {
    const { app, tokens } = await granted();
    const { issuer, ...rest } = await metadataOf(app);
    expect([issuer, claimsOf(tokens.id_token).iss]).toEqual([ISSUER, ISSUER]);
    expect(ISSUER.endsWith('/')).toBe(false);
    for (const [name, value] of Object.entries(rest))
      if (name.endsWith('_endpoint') || name === 'jwks_uri')
        expect([name, String(value).startsWith(`${ISSUER}/`)]).toEqual([name, true]);
      else if (name.endsWith('_supported') && typeof value !== 'boolean') {
        expect([name, Array.isArray(value)]).toEqual([name, true]);
        expect(value).not.toHaveLength(0);
      }
  });

  it('may be asked for by HEAD, and by pages of any origin', async () => {
    const app = createTestApp();
    for (const name of ['openid-configuration', 'oauth-authorization-server', 'jwks.json']) {
      const path = `/.well-known/${name}`;
      const head = await app.fetch(path, { method: 'HEAD' });
      expect([name, head.status, (await head.text()).length]).toEqual([name, 200, 0]);
      const { headers } = await app.fetch(path, { headers: { Origin: 'https://any.example' } });
      expect([headers.get('Access-Control-Allow-Origin'), headers.get('Content-Type')]).toEqual([
        '*',
        expect.stringMatching(/^application\/(jwk-set\+)?json/),
      ]);
      expect(headers.get('Cache-Control')).toMatch(/^public, max-age=\d{2,4}$/);
    }
  });
});

describe('the keys that are published', () => {
  it('have public members and an id of their own, and nothing else', async () => {
    const response = await createTestApp().fetch('/.well-known/jwks.json');
    const { keys } = await response.json<{ keys: Record<string, string>[] }>();
    const allowed = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'];
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys) {
      expect(Object.keys(key).filter((name) => !allowed.includes(name))).toEqual([]);
      expect(['RSA', 'EC', 'OKP']).toContain(key.kty);
    }
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
  });
});
