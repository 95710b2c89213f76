import type { Principal, SessionTraits, TokenDelivery } from '../guard/guard-state.ts';
import { signAccessToken } from '../tokens/access-token.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { signRefreshToken } from './refresh-token.ts';

/** A fresh access token and the session's current refresh token. Durations in milliseconds. */
export type IssuedTokens = {
  accessToken: string;
  accessExpiresIn: number;
  refreshToken: string;
  refreshExpiresIn: number;
  sessionId: string;
  delivery: TokenDelivery;
};

export type TokensToIssue = SessionTraits &
  Principal & {
    userId: string;
    sessionId: string;
    /** Of the refresh token, as are `issuedAt` and `expiresAt` (epoch milliseconds). */
    jti: string;
    issuedAt: number;
    expiresAt: number;
    accessJti: string;
    now: number;
    /** Milliseconds; cut short at the session's end. */
    accessTtl: number;
  };

/** Signs the two tokens of a session. */
export async function issueTokens(jwt: Jwt, input: TokensToIssue): Promise<IssuedTokens> {
  const accessExpiresAt = Math.min(input.now + input.accessTtl, input.expiresAt);
  const [accessToken, refreshToken] = await Promise.all([
    signAccessToken(jwt, {
      ...input,
      jti: input.accessJti,
      issuedAt: input.now,
      expiresAt: accessExpiresAt,
    }),
    signRefreshToken(jwt, input),
  ]);
  return {
    accessToken,
    accessExpiresIn: accessExpiresAt - input.now,
    refreshToken,
    refreshExpiresIn: input.expiresAt - input.now,
    sessionId: input.sessionId,
    delivery: input.delivery,
  };
}
