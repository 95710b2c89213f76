import * as oauth from 'oauth4webapi';
import type { Client, World } from './world.ts';

const REDIRECT_URI = 'https://shop.example/callback';
const GOODBYE = 'https://shop.example/bye';
/** Only for a service without TLS, as `npm run dev` is. */
const INSECURE = { [oauth.allowInsecureRequests]: true };

type Asking = { go: (to: URL) => Promise<{ end: URL }>; prompt?: string };

/** A server that signs people in by oauth4webapi, as the examples of its repository do. */
async function createProgram(issuer: string, { id, secret }: Client) {
  const found = await oauth.discoveryRequest(new URL(issuer), INSECURE);
  const server = await oauth.processDiscoveryResponse(new URL(issuer), found);
  const client: oauth.Client = { client_id: id };
  const auth = oauth.ClientSecretPost(secret);

  return {
    async signIn({ go, prompt }: Asking): Promise<oauth.TokenEndpointResponse> {
      const verifier = oauth.generateRandomCodeVerifier();
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      const to = new URL(server.authorization_endpoint ?? '');
      to.search = new URLSearchParams({
        client_id: id,
        redirect_uri: REDIRECT_URI,
        response_type: 'code',
        scope: 'openid profile email offline_access',
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...(prompt !== undefined && { prompt }),
      }).toString();
      const { end } = await go(to);
      const params = oauth.validateAuthResponse(server, client, end, state);
      const ask = [server, client, auth, params, REDIRECT_URI, verifier, INSECURE] as const;
      const answer = await oauth.authorizationCodeGrantRequest(...ask);
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      await oauth.validateApplicationLevelSignature(server, answer, INSECURE);
      return tokens;
    },
    async userOf({ access_token }: oauth.TokenEndpointResponse, sub: string) {
      const answer = await oauth.userInfoRequest(server, client, access_token, INSECURE);
      return oauth.processUserInfoResponse(server, client, sub, answer);
    },
    async refresh({ refresh_token = '' }: oauth.TokenEndpointResponse) {
      const ask = [server, client, auth, refresh_token, INSECURE] as const;
      const answer = await oauth.refreshTokenGrantRequest(...ask);
      return oauth.processRefreshTokenResponse(server, client, answer);
    },
    async revoke({ refresh_token = '' }: oauth.TokenEndpointResponse) {
      const ask = [server, client, auth, refresh_token, INSECURE] as const;
      await oauth.processRevocationResponse(await oauth.revocationRequest(...ask));
    },
    endSession({ id_token = '' }: oauth.TokenEndpointResponse): URL {
      const to = new URL(server.end_session_endpoint ?? '');
      to.searchParams.set('id_token_hint', id_token);
      to.searchParams.set('post_logout_redirect_uri', GOODBYE);
      to.searchParams.set('state', 'a state & more');
      return to;
    },
  };
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) =>
      error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError
        ? error.error
        : String(error),
  );

/** A site with TLS: it is consented to once, and asked silently. */
export async function tryOauth4webapi({ issuer, check, addClient, newVisitor }: World) {
  const uris = ['--redirect-uri', REDIRECT_URI, '--post-logout-redirect-uri', GOODBYE];
  const client = await addClient('Shop', ...uris, '--auth-method', 'client_secret_post');
  const { signIn, userOf, refresh, revoke, endSession } = await createProgram(issuer, client);
  const { person, go, close } = await newVisitor();
  const presses: string[] = [];
  const asking = {
    go: async (to: URL) => {
      const walk = await go(to);
      presses.push(walk.pressed.join('+'));
      return walk;
    },
  };
  try {
    const nobody = await errorOf(signIn({ ...asking, prompt: 'none' }));
    check('oauth4webapi: prompt=none tells a stranger', nobody === 'login_required', nobody);
    const tokens = await signIn(asking);
    const { sub = '' } = oauth.getValidatedIdTokenClaims(tokens) ?? {};
    const { email } = await userOf(tokens, sub);
    check('oauth4webapi: ID token and user info hold', email === person.email, email);
    await signIn(asking);
    const silent = await signIn({ ...asking, prompt: 'none' });
    check(
      'oauth4webapi: consent is asked for once, and prompt=none succeeds after it',
      presses.join() === ',sign in+allow,,',
      presses.join(),
    );
    const fresh = await refresh(tokens);
    const user = await userOf(fresh, sub);
    check('oauth4webapi: refreshes', fresh.scope === tokens.scope && user.email === email);
    await revoke(fresh);
    const dead = await errorOf(refresh(fresh));
    check('oauth4webapi: revokes', dead === 'invalid_grant', dead);
    const { end, pressed } = await go(endSession(silent));
    check(
      'oauth4webapi: a sign-out leads back with its state',
      end.href.startsWith(GOODBYE) && end.searchParams.get('state') === 'a state & more',
      `${end} ${pressed}`,
    );
    const out = await errorOf(signIn({ ...asking, prompt: 'none' }));
    check('oauth4webapi: and ends the session', out === 'login_required', out);
  } finally {
    await close();
  }
}
