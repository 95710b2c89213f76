import type { ResolvePrincipal } from '../http/authenticate.ts';
import { type Clock, SECOND } from '../shared/clock.ts';
import { type AccessTokenClaims, verifyAccessToken } from '../tokens/access-token.ts';
import { tokenMissing, tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { User } from '../users/user.ts';
import type { SessionStore } from './session-store.ts';

/** The sender of a request: token claims, and the user's current row. */
export type SignedIn = { user: User; claims: AccessTokenClaims };

export type ResolvePrincipalDeps = { jwt: Jwt; sessions: SessionStore; clock: Clock };

/** {@link resolvePrincipal} with its dependencies. */
export const createResolvePrincipal =
  (deps: ResolvePrincipalDeps): ResolvePrincipal<SignedIn> =>
  (accessToken, alongside) =>
    resolvePrincipal(deps, accessToken, alongside);

/**
 * Resolves an access token to its user: checks the signature, then reads user and live session in
 * one query, while `alongside` runs. Throws `token_missing`, `token_invalid`, `token_expired`,
 * `token_revoked`, `storage_unavailable`, and what `alongside` throws.
 */
export async function resolvePrincipal(
  { jwt, sessions, clock }: ResolvePrincipalDeps,
  ...[accessToken, alongside]: Parameters<ResolvePrincipal<SignedIn>>
): Promise<SignedIn> {
  if (accessToken === null) throw tokenMissing();
  const claims = await verifyAccessToken(jwt, accessToken);
  const [user] = await Promise.all([
    sessions.findLiveUser({
      sessionId: claims.sid,
      userId: claims.sub,
      jti: claims.jti,
      issuedAt: claims.iat * SECOND,
      now: clock(),
    }),
    alongside?.(claims.sub),
  ]);
  if (user === null) throw tokenRevoked();
  return { user, claims };
}
