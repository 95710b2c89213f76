import * as z from 'zod';
import { SECOND } from '../shared/clock.ts';
import type { Jwt } from '../tokens/jwt.ts';

/** The claims of a refresh token. Times are epoch seconds. */
export const refreshTokenClaims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  jti: z.uuid(),
  iat: z.number(),
  exp: z.number(),
  token_type: z.literal('refresh'),
});
export type RefreshTokenClaims = z.infer<typeof refreshTokenClaims>;

export type NewRefreshToken = {
  userId: string;
  sessionId: string;
  jti: string;
  /** Epoch milliseconds, as is `expiresAt`. */
  issuedAt: number;
  /** The end of the session, which rotation never moves. */
  expiresAt: number;
};

/** Signs a refresh token. The same input gives the same claims, so a retry gets the same token. */
export function signRefreshToken(jwt: Jwt, token: NewRefreshToken): Promise<string> {
  return jwt.sign('rt+jwt', {
    sub: token.userId,
    sid: token.sessionId,
    jti: token.jti,
    iat: Math.floor(token.issuedAt / SECOND),
    exp: Math.floor(token.expiresAt / SECOND),
    token_type: 'refresh',
  });
}

/**
 * Returns the claims of a refresh token; checks only its signature and expiry. Throws
 * `token_invalid` or `token_expired`.
 */
export function verifyRefreshToken(jwt: Jwt, token: string): Promise<RefreshTokenClaims> {
  return jwt.verify('rt+jwt', token, refreshTokenClaims);
}
