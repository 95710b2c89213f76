import type { ResolvePrincipal } from '../http/authenticate.ts';
import type { Clock } from '../shared/clock.ts';
import { type AccessTokenClaims, verifyAccessToken } from '../tokens/access-token.ts';
import { tokenMissing, tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { User } from '../users/user.ts';
import type { SessionStore } from './session-store.ts';

/** Who sent a request, as D1 knows them now. */
export type SignedIn = { user: User; claims: AccessTokenClaims };

/**
 * Turns an access token into its user: the signature first, then one query for user and live session. Throws
 * `token_missing`, `token_invalid`, `token_expired`, `token_revoked`, `storage_unavailable`.
 */
export function createResolvePrincipal({
  jwt,
  sessions,
  clock,
}: {
  jwt: Jwt;
  sessions: SessionStore;
  clock: Clock;
}): ResolvePrincipal<SignedIn> {
  return async function resolvePrincipal(accessToken, alongside) {
    if (accessToken === null) throw tokenMissing();
    const claims = await verifyAccessToken(jwt, accessToken);
    const [user] = await Promise.all([
      sessions.findLiveUser({
        sessionId: claims.sid,
        userId: claims.sub,
        jti: claims.jti,
        now: clock(),
      }),
      alongside?.(claims.sub),
    ]);
    if (user === null) throw tokenRevoked();
    return { user, claims };
  };
}
