import * as z from 'zod';
import { SECOND } from '../shared/clock.ts';
import { ROLES } from '../shared/role.ts';
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
  roles: z.array(z.enum(ROLES)),
  email_verified: z.boolean(),
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
    client_id: jwt.clientId,
    roles: token.roles,
    email_verified: token.emailVerified,
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

/** Returns the claims of an access token. Throws `token_invalid` or `token_expired`. */
export function verifyAccessToken(jwt: Jwt, token: string): Promise<AccessTokenClaims> {
  return jwt.verify('at+jwt', token, accessTokenClaims);
}
