import * as oauth from 'oauth4webapi';
import type { Begun } from './begun.ts';
import { type Granted, type SignedIn, toGranted, type User } from './granted.ts';
import { createIssuer, type IssuerDeps } from './issuer.ts';
import { OAuthError } from './oauth-error.ts';

/** Seconds. ID tokens come straight from the issuer and have our nonce: a rough clock will do. */
const TOLERANCE = 300;

export type ProviderDeps = IssuerDeps & { clientId: string };
export type Provider = ReturnType<typeof createProvider>;

/** What is asked of the service. Everything throws {@link OAuthError}. */
export function createProvider({ clientId, ...deps }: ProviderDeps) {
  const { discover, endpoint, asking, options } = createIssuer(deps);
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: TOLERANCE };
  const open = oauth.None();

  return {
    discover,
    endpoint,

    /** The code of an answer; throws its error. */
    judge: (given: URLSearchParams, state: string): Promise<URLSearchParams> =>
      asking('answer_refused', async (server) => {
        if (new Set(given.keys()).size < given.size) throw new OAuthError('answer_refused');
        return oauth.validateAuthResponse(server, client, given, state);
      }),

    /** Exchanges a code, once: a code that is sent again is taken for stolen. */
    exchange: (answer: URLSearchParams, redirectUri: string, begun: Begun): Promise<SignedIn> =>
      asking('token_refused', async (server) => {
        const { verifier, nonce, maxAge } = begun;
        const response = await oauth.authorizationCodeGrantRequest(
          ...([server, client, open, answer, redirectUri, verifier, options()] as const),
        );
        const body = await oauth.processAuthorizationCodeResponse(server, client, response, {
          expectedNonce: nonce,
          requireIdToken: true,
          ...(maxAge !== null && { maxAge }),
        });
        const { idToken, user, ...granted } = toGranted(body);
        if (idToken === undefined || user === undefined) throw new OAuthError('token_refused');
        return { ...granted, idToken, user };
      }),

    refresh: (token: string): Promise<Granted> =>
      asking('token_refused', async (server) => {
        const response = await oauth.refreshTokenGrantRequest(
          ...([server, client, open, token, options()] as const),
        );
        return toGranted(await oauth.processRefreshTokenResponse(server, client, response));
      }),

    revoke: (token: string): Promise<void> =>
      asking('unavailable', async (server) => {
        const sent = oauth.revocationRequest(server, client, open, token, options());
        await oauth.processRevocationResponse(await sent);
      }),

    /** The URL that ends the session of an ID token (RP-Initiated Logout §2). */
    async endUrl(idToken: string, returnTo: string | undefined): Promise<string> {
      const to = new URL(await endpoint('end_session_endpoint'));
      to.searchParams.set('id_token_hint', idToken);
      to.searchParams.set('client_id', clientId);
      if (returnTo !== undefined) to.searchParams.set('post_logout_redirect_uri', returnTo);
      return to.href;
    },

    /** Reads an answer of userinfo about this person and no other. */
    readUserInfo: (response: Response, sub: string): Promise<User> =>
      asking('unavailable', (server) =>
        oauth.processUserInfoResponse(server, client, sub, response),
      ),
  };
}
