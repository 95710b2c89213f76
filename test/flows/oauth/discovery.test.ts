import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { describe, expect, it } from 'vitest';
import type { AuthMethod } from '../../../src/oauth/clients/client.ts';
import { type AssertionKey, keyFor } from '../../support/assertions.ts';
import { addClient, CALLBACK, ISSUER, leadsTo, visit } from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const METHODS = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'];
const SIGNATURES = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
const metadataOf = async (app: TestApp, name: string) =>
  (await app.fetch(`/.well-known/${name}`)).json<Record<string, string | string[]>>();

describe('the metadata', () => {
  it('is the same in both documents, and names what works', async () => {
    const app = createTestApp();
    const openidOne = await metadataOf(app, 'openid-configuration');
    expect(await metadataOf(app, 'oauth-authorization-server')).toEqual(openidOne);
    const { service_documentation: _, ui_locales_supported, ...rest } = openidOne;
    expect(ui_locales_supported).toContain('de');
    expect(rest).toEqual({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/oauth/authorize`,
      pushed_authorization_request_endpoint: `${ISSUER}/oauth/par`,
      require_pushed_authorization_requests: false,
      token_endpoint: `${ISSUER}/oauth/token`,
      userinfo_endpoint: `${ISSUER}/oauth/userinfo`,
      jwks_uri: `${ISSUER}/.well-known/jwks.json`,
      revocation_endpoint: `${ISSUER}/oauth/revoke`,
      revocation_endpoint_auth_methods_supported: METHODS,
      revocation_endpoint_auth_signing_alg_values_supported: SIGNATURES,
      introspection_endpoint: `${ISSUER}/oauth/introspect`,
      introspection_endpoint_auth_methods_supported: METHODS.slice(1),
      introspection_endpoint_auth_signing_alg_values_supported: SIGNATURES,
      end_session_endpoint: `${ISSUER}/oauth/end-session`,
      scopes_supported: ['openid', 'profile', 'email', 'offline_access', 'roles', 'account'],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'form_post'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: expect.arrayContaining(['ES256']),
      token_endpoint_auth_methods_supported: METHODS,
      token_endpoint_auth_signing_alg_values_supported: SIGNATURES,
      code_challenge_methods_supported: ['S256'],
      dpop_signing_alg_values_supported: ['ES256', 'EdDSA', 'Ed25519', 'PS256'],
      claims_supported: expect.arrayContaining(['sub', 'email', 'sid', 'roles']),
      acr_values_supported: ['aal1', 'aal2'],
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      authorization_response_iss_parameter_supported: true,
      claims_parameter_supported: false,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
    });
  });

  it('may be kept and read by everybody', async () => {
    const { headers } = await createTestApp().fetch('/.well-known/openid-configuration');
    expect(headers.get('Cache-Control')).toBe('public, max-age=300');
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  it('names addresses that are there', async () => {
    const app = createTestApp();
    const all = Object.entries(await metadataOf(app, 'openid-configuration'));
    for (const [name, url] of all) {
      if (typeof url !== 'string' || !name.endsWith('endpoint')) continue;
      expect([name, (await app.fetch(url.slice(ISSUER.length))).status]).not.toContain(404);
    }
  });
});

describe('the round of a library', () => {
  /** Somebody who is signed in, and a first-party client. */
  async function world(given: Parameters<typeof addClient>[1] = {}) {
    const app = createTestApp();
    const email = await register(app);
    const browser = createPageClient(app);
    await browser.signIn(email);
    const about = { firstParty: true, postLogoutRedirectUris: [`${CALLBACK}/bye`] };
    const isKeyed = given?.authMethod === 'private_key_jwt';
    const key = await keyFor('Ed25519');
    const jwks = isKeyed ? { keys: [key.publicKey] } : null;
    const client = { ...(await addClient(app, { ...about, ...given, jwks })), key };
    const customFetch = (url: string, init: object) =>
      app.fetch(url.slice(ISSUER.length), init as RequestInit);
    return { app, email, browser, client, customFetch };
  }
  // The clock of the service is far ahead of the libraries'.
  const skewOf = (app: TestApp) => Math.round((app.clock() - Date.now()) / 1000);

  type Way = [
    AuthMethod,
    (client: { secret: string; key: AssertionKey }) => openid.ClientAuth,
    string?,
  ];
  const byKey: Way[1] = ({ key }) => openid.PrivateKeyJwt(key.privateKey);

  it.each([
    ['none', () => openid.None()],
    ['client_secret_basic', ({ secret }) => openid.ClientSecretBasic(secret)],
    ['client_secret_post', ({ secret }) => openid.ClientSecretPost(secret)],
    ['private_key_jwt', byKey],
    ['none', () => openid.None(), 'with a pushed request'],
    ['private_key_jwt', byKey, 'with a pushed request'],
  ] satisfies Way[] as Way[])(
    'openid-client: a client by %s %3$s',
    async (authMethod, authOf, isPushed = '') => {
      const { app, email, browser, client, customFetch } = await world({
        authMethod,
        requirePar: isPushed !== '',
      });
      const metadata = { id_token_signed_response_alg: 'ES256', [openid.clockSkew]: skewOf(app) };
      const config = await openid.discovery(new URL(ISSUER), client.id, metadata, authOf(client), {
        [openid.customFetch]: customFetch,
      });
      const pkceCodeVerifier = openid.randomPKCECodeVerifier();
      const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
      const build =
        isPushed === '' ? openid.buildAuthorizationUrl : openid.buildAuthorizationUrlWithPAR;
      const to = await build(config, {
        redirect_uri: CALLBACK,
        scope: 'openid email offline_access',
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
        nonce: expectedNonce,
      });
      const back = leadsTo(await visit(browser, to.href.slice(ISSUER.length)));
      const checks = { pkceCodeVerifier, expectedState, expectedNonce };
      expect(to.searchParams.has('request_uri')).toBe(isPushed !== '');
      const tokens = await openid.authorizationCodeGrant(config, back, checks);
      const claims = tokens.claims();
      const info = await openid.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '');
      expect(info.email).toBe(email);
      const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
      expect(next.claims()?.sub).toBe(claims?.sub);
      if (authMethod !== 'none') {
        const state = await openid.tokenIntrospection(config, next.access_token);
        expect([state.active, state.scope]).toEqual([true, 'openid email offline_access']);
      }
      const end = openid.buildEndSessionUrl(config, {
        id_token_hint: next.id_token ?? '',
        post_logout_redirect_uri: `${CALLBACK}/bye`,
      });
      const bye = await visit(browser, end.href.slice(ISSUER.length));
      expect(leadsTo(bye).href.startsWith(`${CALLBACK}/bye`)).toBe(true);
      await openid.tokenRevocation(config, next.refresh_token ?? '');
      await expect(
        openid.refreshTokenGrant(config, next.refresh_token ?? ''),
      ).rejects.toMatchObject({
        error: 'invalid_grant',
      });
    },
  );

  it('openid-client: an answer that is posted', async () => {
    const { app, browser, client, customFetch } = await world();
    const metadata = { id_token_signed_response_alg: 'ES256', [openid.clockSkew]: skewOf(app) };
    const options = { [openid.customFetch]: customFetch };
    const auth = openid.None();
    const config = await openid.discovery(new URL(ISSUER), client.id, metadata, auth, options);
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
    const to = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      response_mode: 'form_post',
      scope: 'openid',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    });
    const page = await visit(browser, to.href.slice(ISSUER.length));
    const [form] = page.forms;
    const body = new URLSearchParams(form?.fields);
    const posted = new Request(form?.action ?? '', { method: 'POST', body });
    const checks = { pkceCodeVerifier, expectedState, expectedNonce };
    const tokens = await openid.authorizationCodeGrant(config, posted, checks);
    expect(tokens.claims()?.nonce).toBe(expectedNonce);
  });

  it('oauth4webapi: reads why a request is refused', async () => {
    const { browser, client, customFetch } = await world();
    const issuer = new URL(ISSUER);
    const found = await oauth.discoveryRequest(issuer, { [oauth.customFetch]: customFetch });
    const server = await oauth.processDiscoveryResponse(issuer, found);
    browser.jar.clear();
    const to = new URL(server.authorization_endpoint ?? '');
    const asked = { client_id: client.id, redirect_uri: CALLBACK, response_type: 'code' };
    const pkce = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
    const all = { ...asked, ...pkce, scope: 'openid', prompt: 'none', state: 'a-state' };
    for (const [name, value] of Object.entries(all)) to.searchParams.set(name, value);
    const back = leadsTo(await visit(browser, to.href.slice(ISSUER.length)));
    expect(() =>
      oauth.validateAuthResponse(server, { client_id: client.id }, back, 'a-state'),
    ).toThrow(expect.objectContaining({ error: 'login_required' }));
  });
});
