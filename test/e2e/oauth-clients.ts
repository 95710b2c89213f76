import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import type { Checks } from './checks.ts';

/** A secret that stands in no header as it is: RFC 6749 §2.3.1 has every one of these encoded. */
export const CLIENT = { id: 'api', secret: 'p+s/w=d-%41:~ &?long enough' };
const INSECURE = { [oauth.allowInsecureRequests]: true };
const AUTHS = {
  client_secret_basic: [oauth.ClientSecretBasic(CLIENT.secret), openid.ClientSecretBasic],
  client_secret_post: [oauth.ClientSecretPost(CLIENT.secret), openid.ClientSecretPost],
} as const;

/** Of a sign-in with `token_delivery: "body"`. */
export type Tokens = { access_token: string; refresh_token: string };
type SignIn = () => Promise<Tokens>;

/**
 * What an OAuth client does with this service, done with the libraries that such clients are made
 * of.
 */
export async function checkOauthClients(
  { check }: Checks,
  url: string,
  signIn: SignIn,
): Promise<void> {
  await check4WebApi(check, url, await signIn());
  await checkOpenidClient(check, url, await signIn());
}

/** Sessions of our own routes are refreshed and revoked there, not at `/oauth`. */
const ownRoutes = (url: string) => ({
  token_endpoint: `${url}/api/v1/auth/token/refresh`,
  revocation_endpoint: `${url}/api/v1/auth/token/revoke`,
});

async function check4WebApi(check: Checks['check'], url: string, tokens: Tokens): Promise<void> {
  const issuer = new URL(url);
  const found = await oauth.discoveryRequest(issuer, { ...INSECURE, algorithm: 'oauth2' });
  const metadata = await oauth.processDiscoveryResponse(issuer, found);
  const server = { ...metadata, ...ownRoutes(url) };
  const app = { client_id: 'app' };
  check('oauth4webapi finds the metadata', server.issuer === url, JSON.stringify(server));

  const refresh = async (token: string) =>
    oauth.processRefreshTokenResponse(
      server,
      app,
      await oauth.refreshTokenGrantRequest(server, app, oauth.None(), token, INSECURE),
    );
  const fresh = await refresh(tokens.refresh_token);
  const next = fresh.refresh_token ?? '';
  check('oauth4webapi refreshes', next !== '' && next !== tokens.refresh_token);

  const api = { client_id: CLIENT.id };
  const introspect = async (method: keyof typeof AUTHS, token: string) =>
    oauth.processIntrospectionResponse(
      server,
      api,
      await oauth.introspectionRequest(server, api, AUTHS[method][0], token, INSECURE),
    );
  for (const method of ['client_secret_basic', 'client_secret_post'] as const) {
    const { active } = await introspect(method, fresh.access_token);
    check(`oauth4webapi introspects by ${method}`, active);
  }

  const revoked = await oauth.revocationRequest(server, app, oauth.None(), next, INSECURE);
  await oauth.processRevocationResponse(revoked);
  const { active } = await introspect('client_secret_basic', fresh.access_token);
  check('oauth4webapi revokes', !active);
  const refusal = await refresh(next).catch((error: unknown) => error);
  check(
    'oauth4webapi reads why a refresh is refused',
    refusal instanceof oauth.ResponseBodyError && refusal.error === 'invalid_grant',
    String(refusal),
  );
}

async function checkOpenidClient(
  check: Checks['check'],
  url: string,
  tokens: Tokens,
): Promise<void> {
  const discover = async (id: string, auth: openid.ClientAuth) => {
    const found = await openid.discovery(new URL(url), id, undefined, auth, {
      algorithm: 'oauth2',
      execute: [openid.allowInsecureRequests],
    });
    const { supportsPKCE: _, ...metadata } = found.serverMetadata();
    const server = { ...metadata, ...ownRoutes(url) };
    const own = new openid.Configuration(server, id, undefined, auth);
    openid.allowInsecureRequests(own);
    return own;
  };
  const app = await discover('app', openid.None());
  let fresh = await openid.refreshTokenGrant(app, tokens.refresh_token);
  check('openid-client refreshes', fresh.expires_in === 900 && fresh.refresh_token !== undefined);
  for (const method of ['client_secret_basic', 'client_secret_post'] as const) {
    const api = await discover(CLIENT.id, AUTHS[method][1](CLIENT.secret));
    const { active } = await openid.tokenIntrospection(api, fresh.access_token);
    check(`openid-client introspects by ${method}`, active);
    const wrong = await discover(CLIENT.id, AUTHS[method][1]('wrong'));
    const refusal = await openid
      .tokenIntrospection(wrong, fresh.access_token)
      .catch((error: unknown) => error);
    check(
      `openid-client is refused with a wrong secret by ${method}`,
      refusal instanceof openid.WWWAuthenticateChallengeError && refusal.status === 401,
      String(refusal),
    );
    await openid.tokenRevocation(api, fresh.access_token);
    const after = await openid.tokenIntrospection(api, fresh.access_token);
    check(`openid-client revokes by ${method}`, !after.active);
    fresh = await openid.refreshTokenGrant(app, fresh.refresh_token ?? '');
  }
  await openid.tokenRevocation(app, fresh.refresh_token ?? '');
  const refusal = await openid
    .refreshTokenGrant(app, fresh.refresh_token ?? '')
    .catch((error: unknown) => error);
  check(
    'openid-client reads why a refresh is refused',
    refusal instanceof openid.ResponseBodyError && refusal.error === 'invalid_grant',
    String(refusal),
  );
}
