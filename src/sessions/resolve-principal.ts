import type { ResolvePrincipal } from '../http/authenticate.ts';
import { type AccessTokenClaims, verifyAccessToken } from '../tokens/access-token.ts';
import { accessTokenMissing, tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { type FindLiveUser, type LiveUser, sessionOf } from './find-live-user.ts';

/** The sender of a request: token claims, and the user and session as the guard knows them now. */
export type SignedIn = LiveUser & { claims: AccessTokenClaims };

export type ResolvePrincipalDeps = { jwt: Jwt; findLiveUser: FindLiveUser };

/** {@link resolvePrincipal} with its dependencies. */
export const createResolvePrincipal =
  (deps: ResolvePrincipalDeps): ResolvePrincipal<SignedIn> =>
  (accessToken, alongside) =>
    resolvePrincipal(deps, accessToken, alongside);

/**
 * Resolves an access token to its user: checks the signature, then asks the user's guard, while
 * `alongside` runs. Throws `token_missing`, `token_invalid`, `token_expired`, `token_revoked`,
 * `storage_unavailable`, and what `alongside` throws.
 */
export async function resolvePrincipal(
  { jwt, findLiveUser }: ResolvePrincipalDeps,
  ...[accessToken, alongside]: Parameters<ResolvePrincipal<SignedIn>>
): Promise<SignedIn> {
  if (accessToken === null) throw accessTokenMissing();
  const access = await verifyAccessToken(jwt, accessToken);
  const { claims } = access;
  const [live] = await Promise.all([findLiveUser(sessionOf(access)), alongside?.(claims.sub)]);
  if (live === null) throw tokenRevoked();
  return { ...live, claims };
}
