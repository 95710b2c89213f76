import * as oauth from 'oauth4webapi';
import { OAuthError } from './oauth-error.ts';

/** What the service says about the person (OpenID Connect Core §5.1). */
export type User = {
  /** Their id, which never changes. */
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

/** The tokens of an answer. Throws `token_refused` for such as are bound to a key. */
export function toGranted(body: oauth.TokenEndpointResponse): Granted {
  // A bound token is of no use without its key, which nothing here has.
  if (body.token_type !== 'bearer') throw new OAuthError('token_refused', 'not a bearer token');
  return {
    access_token: body.access_token,
    expires_in: body.expires_in,
    refreshToken: body.refresh_token,
    idToken: body.id_token,
    user: toUser(oauth.getValidatedIdTokenClaims(body)),
  };
}

/** Leaves out what is about the token and not about the person. */
function toUser(claims: oauth.IDToken | undefined): User | undefined {
  if (claims === undefined) return undefined;
  const { iss: _iss, aud: _aud, azp: _azp, exp: _exp, iat: _iat, nonce: _nonce, ...user } = claims;
  return user;
}
