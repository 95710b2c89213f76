import type { Grant } from '../guard/grant.ts';
import type { Principal, SessionTraits, TokenDelivery } from '../guard/guard-state.ts';
import { type GrantedTo, signAccessToken } from '../tokens/access-token.ts';
import { signGrantRefreshToken } from '../tokens/grant-refresh-token.ts';
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
  tokenType: 'Bearer' | 'DPoP';
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
    /** The key that the access token is bound to: that of the one it replaces. */
    jkt?: string | null;
  };

/** Signs the two tokens of a session; those of a grant if an OAuth client holds it. */
export async function issueTokens(jwt: Jwt, input: TokensToIssue): Promise<IssuedTokens> {
  const { grant, jkt = null } = input;
  const accessExpiresAt = Math.min(input.now + input.accessTtl, input.expiresAt);
  const [accessToken, refreshToken] = await Promise.all([
    signAccessToken(jwt, {
      ...input,
      jti: input.accessJti,
      issuedAt: input.now,
      expiresAt: accessExpiresAt,
      ...(grant && { grantedTo: grantedTo(jwt, grant, jkt) }),
    }),
    grant === undefined
      ? signRefreshToken(jwt, input)
      : signGrantRefreshToken(jwt, { ...input, ...grant }),
  ]);
  return {
    accessToken,
    accessExpiresIn: accessExpiresAt - input.now,
    refreshToken,
    refreshExpiresIn: input.expiresAt - input.now,
    sessionId: input.sessionId,
    delivery: input.delivery,
    tokenType: jkt === null ? 'Bearer' : 'DPoP',
  };
}

// Only clients with the scope `account` get here.
function grantedTo(jwt: Jwt, { clientId, scope, resource }: Grant, jkt: string | null): GrantedTo {
  return { clientId, scope, audience: resource ?? jwt.audience, jkt };
}
