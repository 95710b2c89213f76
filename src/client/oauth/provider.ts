import * as oauth from 'oauth4webapi';
import type { Begun } from './begun.ts';
import { OAuthError } from './oauth-error.ts';
import { isLoopback } from './page.ts';
import { toOAuthError } from './to-oauth-error.ts';

/** Milliseconds; so short that what was lost is asked for again within the grace of 30 s. */
const PATIENCE = 10_000;
/** Seconds. ID tokens come straight from the issuer and have our nonce: a rough clock will do. */
const TOLERANCE = 300;

/** What the ID token says about the person (OpenID Connect Core §5.1). */
export type User = {
  sub: string;
  name?: string;
  email?: string;
  email_verified?: boolean;
  acr?: string;
  amr?: string[];
  auth_time?: number;
  [claim: string]: unknown;
};
/** Tokens as they were answered; an answer to a refresh may lack the last three. */
export type Granted = {
  access_token: string;
  expires_in: number | undefined;
  refreshToken: string | undefined;
  idToken: string | undefined;
  user: User | undefined;
};

/** Tokens of a sign-in. */
export type SignedIn = Granted & { idToken: string; user: User };

export type ProviderDeps = { issuer: string; clientId: string; fetch: typeof fetch };
export type Provider = ReturnType<typeof createProvider>;

/** What is asked of the service. Everything throws {@link OAuthError}. */
export function createProvider({ issuer, clientId, fetch }: ProviderDeps) {
  const url = new URL(issuer);
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: TOLERANCE };
  const open = oauth.None();
  const options = () => ({
    [oauth.customFetch]: (to: string, init: object) => fetch(to, init),
    [oauth.allowInsecureRequests]: isLoopback(url),
    signal: AbortSignal.timeout(PATIENCE),
  });
  let known: Promise<oauth.AuthorizationServer> | undefined;

  async function ask(): Promise<oauth.AuthorizationServer> {
    try {
      return await oauth.processDiscoveryResponse(
        url,
        await oauth.discoveryRequest(url, options()),
      );
    } catch (error) {
      known = undefined;
      throw toOAuthError(error, 'unavailable');
    }
  }
  const discover = () => {
    known ??= ask();
    return known;
  };
  /** Asks, and says of what cannot be understood that it is `unclear`. */
  async function asking<Result>(
    unclear: string,
    work: (server: oauth.AuthorizationServer) => Promise<Result>,
  ): Promise<Result> {
    const server = await discover();
    return work(server).catch((error: unknown) => {
      throw toOAuthError(error, unclear);
    });
  }

  return {
    discover,

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

    /** Reads an answer of userinfo about this person and no other. */
    readUserInfo: (response: Response, sub: string): Promise<User> =>
      asking('unavailable', (server) =>
        oauth.processUserInfoResponse(server, client, sub, response),
      ),
  };
}

function toGranted(body: oauth.TokenEndpointResponse): Granted {
  // A bound token is of no use without its key, which nothing here has.
  if (body.token_type !== 'bearer') throw new OAuthError('token_refused', 'not a bearer token');
  return {
    access_token: body.access_token,
    expires_in: body.expires_in,
    refreshToken: body.refresh_token,
    idToken: body.id_token,
    user: oauth.getValidatedIdTokenClaims(body),
  };
}
