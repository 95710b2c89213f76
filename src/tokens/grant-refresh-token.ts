import * as z from 'zod';
import { SECOND } from '../shared/clock.ts';
import type { Jwt } from './jwt.ts';

/** The claims of a grant's refresh token. Times are epoch seconds. */
const grantRefreshClaims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  jti: z.uuid(),
  iat: z.number(),
  exp: z.number(),
  client_id: z.string(),
  cnf: z.object({ jkt: z.string() }).optional(),
});
export type GrantRefreshClaims = z.infer<typeof grantRefreshClaims>;

export type NewGrantRefreshToken = {
  userId: string;
  sessionId: string;
  clientId: string;
  /** The key that it is bound to (RFC 9449 §5); null if to none. */
  jkt: string | null;
  jti: string;
  /** Epoch milliseconds, as is `expiresAt`. */
  issuedAt: number;
  /** The end of the grant, which rotation never moves. */
  expiresAt: number;
};

/** Signs the refresh token of a grant. The same input gives the same claims. */
export function signGrantRefreshToken(jwt: Jwt, token: NewGrantRefreshToken): Promise<string> {
  return jwt.sign('grt+jwt', {
    sub: token.userId,
    sid: token.sessionId,
    jti: token.jti,
    iat: Math.floor(token.issuedAt / SECOND),
    exp: Math.floor(token.expiresAt / SECOND),
    client_id: token.clientId,
    ...(token.jkt !== null && { cnf: { jkt: token.jkt } }),
  });
}

/**
 * Returns the claims of a grant's refresh token; checks only its signature and expiry. Throws
 * `token_invalid` or `token_expired`.
 */
export function verifyGrantRefreshToken(jwt: Jwt, token: string): Promise<GrantRefreshClaims> {
  return jwt.verify('grt+jwt', token, grantRefreshClaims);
}
