import * as z from 'zod';
import type { PresentedToken } from '../http/presented-token.ts';
import { SECOND } from '../shared/clock.ts';
import { ROLES } from '../shared/role.ts';
import { proveKey, textOf } from './dpop/prove-key.ts';
import type { Proof } from './dpop/read-proof.ts';
import { insufficientScope, tokenInvalid, tokenRevoked } from './errors.ts';
import type { Jwt } from './jwt.ts';

/**
 * The claims of an access token. Times are epoch seconds (RFC 7519 §2). Claims that tokens of an
 * earlier version lack are optional, since those stay valid until they expire.
 */
export const accessTokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.uuid(),
  sid: z.uuid(),
  jti: z.uuid(),
  iat: z.number(),
  exp: z.number(),
  auth_time: z.number(),
  amr: z.array(z.string()),
  acr: z.enum(['aal1', 'aal2']).optional(),
  client_id: z.string().optional(),
  /** Of a client without the scope, none. */
  roles: z.array(z.enum(ROLES)).default([]),
  email_verified: z.boolean().optional(),
  /** What an OAuth client was granted, by spaces; absent for our own routes. */
  scope: z.string().optional(),
  /** The key that must prove itself with the token (RFC 9449 §6). */
  cnf: z.object({ jkt: z.string() }).optional(),
  token_type: z.literal('access'),
  user_id: z.uuid().optional(),
});
export type AccessTokenClaims = z.infer<typeof accessTokenClaims>;

export type NewAccessToken = {
  userId: string;
  sessionId: string;
  jti: string;
  /** Epoch milliseconds, as are the other times. */
  issuedAt: number;
  expiresAt: number;
  authTime: number;
  amr: string[];
  roles: AccessTokenClaims['roles'];
  emailVerified: boolean;
  /** For a token of an OAuth client. */
  grantedTo?: GrantedTo;
};

/** To whom an access token is granted, and what for. */
export type GrantedTo = {
  clientId: string;
  scope: string;
  /** Who is to read it. */
  audience: string;
  /** The thumbprint of the key that it is bound to; null for a bearer token. */
  jkt: string | null;
};

/** What lets a client act for the user at our own routes. Only first-party clients hold it. */
const OWN_SCOPE = 'account';
const CHALLENGE = {
  'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${OWN_SCOPE}"`,
};

/** Signs an access token (RFC 9068), which other services verify by themselves. */
export function signAccessToken(jwt: Jwt, token: NewAccessToken): Promise<string> {
  return jwt.sign('at+jwt', {
    sub: token.userId,
    sid: token.sessionId,
    jti: token.jti,
    iat: Math.floor(token.issuedAt / SECOND),
    exp: Math.floor(token.expiresAt / SECOND),
    auth_time: Math.floor(token.authTime / SECOND),
    amr: token.amr,
    acr: acrOf(token.amr),
    ...(token.grantedTo === undefined
      ? { client_id: jwt.clientId, ...aboutUser(token) }
      : ofGrant(token, token.grantedTo)),
    token_type: 'access',
    // The claim name that simplejwt uses.
    user_id: token.userId,
  });
}

/**
 * The assurance level of a sign-in: `aal2` (NIST SP 800-63B-4 §2.2) for two factors (`mfa`,
 * RFC 8176), else `aal1`.
 */
export function acrOf(amr: string[]): 'aal1' | 'aal2' {
  return amr.includes('mfa') ? 'aal2' : 'aal1';
}

function aboutUser({ roles, emailVerified }: NewAccessToken) {
  return { roles, email_verified: emailVerified };
}

function ofGrant(token: NewAccessToken, { clientId, scope, audience, jkt }: GrantedTo) {
  const scopes = scope.split(' ');
  const isOwn = scopes.includes(OWN_SCOPE);
  const { roles, email_verified } = aboutUser(token);
  return {
    aud: audience,
    client_id: clientId,
    scope,
    ...((isOwn || scopes.includes('roles')) && { roles }),
    ...((isOwn || scopes.includes('email')) && { email_verified }),
    ...(jkt !== null && { cnf: { jkt } }),
  };
}

/** What an access token says, and the proof of its key, if it is bound to one. */
export type VerifiedAccess = { claims: AccessTokenClaims; proof?: Proof };

/**
 * Returns the claims of an access token that acts for its user at our own routes, and the proof
 * that it came with. Throws what {@link verifyOwnAccessToken} and `proveKey` throw.
 */
export async function verifyAccessToken(
  jwt: Jwt,
  presented: PresentedToken,
): Promise<VerifiedAccess> {
  const claims = await verifyOwnAccessToken(jwt, textOf(presented));
  return { claims, ...(await proveKey(jwt, claims, presented)) };
}

/**
 * Returns the claims of an access token for our own routes, without asking for the proof of its
 * key: for those who judge a token and let nobody in by it. Throws `token_invalid`,
 * `token_expired`; `insufficient_scope` for an OAuth client's without the scope `account`;
 * `token_revoked` if the client has been disabled, removed or lost that scope since;
 * `storage_unavailable`.
 */
export async function verifyOwnAccessToken(jwt: Jwt, token: string): Promise<AccessTokenClaims> {
  const claims = await verifyAnyAccessToken(jwt, token);
  const { scope, aud, client_id } = claims;
  if (scope !== undefined && !scope.split(' ').includes(OWN_SCOPE))
    throw insufficientScope({ headers: CHALLENGE });
  if (aud !== jwt.audience) throw tokenInvalid();
  if (scope !== undefined && !(await jwt.mayAct(client_id ?? ''))) throw tokenRevoked();
  return claims;
}

/**
 * Returns the claims of an access token, whoever it was granted to and whoever is to read it: its
 * reader judges `scope` and `aud`, and asks for the proof of `cnf`. Throws `token_invalid` or
 * `token_expired`.
 */
export function verifyAnyAccessToken(jwt: Jwt, token: string): Promise<AccessTokenClaims> {
  return jwt.verifyForAnyone('at+jwt', token, accessTokenClaims);
}
