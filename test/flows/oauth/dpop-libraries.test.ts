import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { describe, expect, it } from 'vitest';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import { keyFor } from '../../support/assertions.ts';
import {
  addClient,
  answerOf,
  CALLBACK,
  claimsOf,
  ISSUER,
  leadsTo,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestAppOptions } from '../../support/test-app.ts';

/** A browser that somebody is signed in with, at a service whose clock is the machine's. */
async function world(options: TestAppOptions = {}, given: Partial<StoredClient> = {}) {
  const app = createTestApp(options);
  app.advance(Date.now() - app.clock());
  const browser = createPageClient(app);
  await browser.signIn(await register(app));
  const client = await addClient(app, {
    firstParty: true,
    dpopBound: true,
    scopes: ['openid', 'email', 'account', 'offline_access'],
    ...given,
  });
  const fetchIt = async (url: string, init: object): Promise<Response> =>
    app.fetch(url.slice(ISSUER.length), init as RequestInit);
  return { app, browser, client, fetchIt };
}
const SCOPE = 'openid email account offline_access';

const OPTIONS: [string, TestAppOptions][] = [
  ['without nonces', {}],
  ['with nonces', { env: { DPOP_NONCE: 'required' } }],
];

describe.each(OPTIONS)('a client that binds its tokens, %s', (_, options) => {
  it.each(['ES256', 'Ed25519'])('goes the whole round by openid-client, key %s', async (alg) => {
    const { browser, client, fetchIt } = await world(options);
    const config = await openid.discovery(new URL(ISSUER), client.id, undefined, openid.None(), {
      [openid.customFetch]: fetchIt,
    });
    const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair(alg));
    const [pkceCodeVerifier, expectedState] = [openid.randomPKCECodeVerifier(), 'a-state'];
    const to = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: SCOPE,
      state: expectedState,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      dpop_jkt: await DPoP.calculateThumbprint(),
    });
    const back = leadsTo(await visit(browser, to.href.slice(ISSUER.length)));
    const checks = { pkceCodeVerifier, expectedState };
    const tokens = await openid.authorizationCodeGrant(config, back, checks, undefined, { DPoP });
    expect(tokens.token_type).toBe('dpop');
    const { sub = '' } = tokens.claims() ?? {};
    const info = await openid.fetchUserInfo(config, tokens.access_token, sub, { DPoP });
    expect(info.sub).toBe(sub);
    const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, {
      DPoP,
    });
    const me = await openid.fetchProtectedResource(
      config,
      next.access_token,
      new URL(`${ISSUER}/api/v1/auth/me`),
      'GET',
      undefined,
      undefined,
      { DPoP },
    );
    expect(await me.json()).toMatchObject({ id: sub });
  });

  it('goes the round of FAPI 2.0 by openid-client', async () => {
    const key = await keyFor('ES256');
    const { browser, client, fetchIt } = await world(options, {
      authMethod: 'private_key_jwt',
      secrets: [],
      jwks: { keys: [key.publicKey] },
      requirePar: true,
      firstParty: false,
    });
    const config = await openid.discovery(
      new URL(ISSUER),
      client.id,
      { id_token_signed_response_alg: 'ES256' },
      openid.PrivateKeyJwt(key.privateKey),
      { [openid.customFetch]: fetchIt },
    );
    const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'));
    const jkt = await DPoP.calculateThumbprint();
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
    const asked = {
      redirect_uri: CALLBACK,
      scope: 'openid email offline_access',
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    };
    const to = await openid.buildAuthorizationUrlWithPAR(config, asked, { DPoP });
    expect([...to.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const page = await visit(browser, to.href.slice(ISSUER.length));
    const back = leadsTo(await browser.submit(page, {}, { press: 'Allow' }));
    const checks = { pkceCodeVerifier, expectedState, expectedNonce };
    const other = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'));
    await expect(
      openid.authorizationCodeGrant(config, back, checks, undefined, { DPoP: other }),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
    const tokens = await openid.authorizationCodeGrant(config, back, checks, undefined, { DPoP });
    expect(claimsOf(tokens.access_token)).toHaveProperty('cnf.jkt', jkt);
    const { sub = '' } = tokens.claims() ?? {};
    const info = await openid.fetchUserInfo(config, tokens.access_token, sub, { DPoP });
    expect(info.sub).toBe(sub);
    const first = tokens.refresh_token ?? '';
    const next = await openid.refreshTokenGrant(config, first, undefined, { DPoP });
    const state = await openid.tokenIntrospection(config, next.access_token);
    expect(state).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt } });
    await openid.tokenRevocation(config, next.refresh_token ?? '');
    const after = await openid.tokenIntrospection(config, next.access_token);
    expect(after).toEqual({ active: false });
  });

  it('goes the whole round by oauth4webapi', async () => {
    const { browser, client, fetchIt } = await world(options);
    const by = { [oauth.customFetch]: fetchIt };
    const issuer = new URL(ISSUER);
    const as = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, by),
    );
    const self = { client_id: client.id };
    const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'));
    const verifier = oauth.generateRandomCodeVerifier();
    const to = new URL(as.authorization_endpoint ?? '');
    to.search = new URLSearchParams({
      client_id: client.id,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: SCOPE,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const page = await visit(browser, to.href.slice(ISSUER.length));
    const params = oauth.validateAuthResponse(as, self, new URLSearchParams(answerOf(page)));
    const exchange = () =>
      oauth.authorizationCodeGrantRequest(as, self, oauth.None(), params, CALLBACK, verifier, {
        DPoP,
        ...by,
      });
    const first = await exchange();
    const tokens = await oauth
      .processAuthorizationCodeResponse(as, self, first)
      .catch(async (error: unknown) => {
        if (!oauth.isDPoPNonceError(error)) throw error;
        return oauth.processAuthorizationCodeResponse(as, self, await exchange());
      });
    expect(claimsOf(tokens.access_token)).toHaveProperty(
      'cnf.jkt',
      await DPoP.calculateThumbprint(),
    );
    const ask = () => oauth.userInfoRequest(as, self, tokens.access_token, { DPoP, ...by });
    let info = await ask();
    if (info.status === 401) info = await ask();
    const { sub = '' } = oauth.getValidatedIdTokenClaims(tokens) ?? {};
    expect(await oauth.processUserInfoResponse(as, self, sub, info)).toMatchObject({ sub });
  });
});
