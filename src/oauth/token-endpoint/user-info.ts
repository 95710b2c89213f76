import { scopesOf } from '../../guard/grant.ts';
import type { FindLiveUser } from '../../sessions/find-live-user.ts';
import { verifyAnyAccessToken } from '../../tokens/access-token.ts';
import { insufficientScope, tokenInvalid, tokenRevoked } from '../../tokens/errors.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { OauthClient } from '../clients/client.ts';
import type { FindClient } from '../clients/find-client.ts';
import { claimsOfUser } from '../grants/user-claims.ts';

export type UserInfoDeps = { jwt: Jwt; findLiveUser: FindLiveUser; findClient: FindClient };

/** Claims of a user, and the client that they are for. */
export type UserInfo = { claims: Record<string, unknown>; client: OauthClient };

/** {@link userInfo} with its dependencies. */
export const createUserInfo = (deps: UserInfoDeps) => (token: string) => userInfo(deps, token);
export type FindUserInfo = ReturnType<typeof createUserInfo>;

/**
 * Returns the claims about the user of an access token that its scopes allow (OpenID Connect Core
 * §5.3). Throws `token_invalid`, also for a token of our own routes, for one of another
 * resource and for one that is bound to a key, `token_expired`, `token_revoked` once grant, client or user are over,
 * `insufficient_scope` without `openid`, `storage_unavailable`.
 */
export async function userInfo(
  { jwt, findLiveUser, findClient }: UserInfoDeps,
  token: string,
): Promise<UserInfo> {
  const { sub, sid, jti, aud, scope, cnf, client_id } = await verifyAnyAccessToken(jwt, token);
  // A bound token proves nothing without its key (RFC 9449 §7.1).
  if (scope === undefined || client_id === undefined || cnf !== undefined) throw tokenInvalid();
  // Whoever receives one for itself must not learn more by it here (RFC 9068 §4).
  if (aud !== `${jwt.issuer}/oauth/userinfo` && aud !== jwt.audience) throw tokenInvalid();
  if (!scopesOf(scope).includes('openid')) throw insufficientScope();
  const [client, live] = await Promise.all([
    findClient(client_id),
    findLiveUser({ userId: sub, sessionId: sid, jti }),
  ]);
  if (client === null || client.disabledAt !== null || live === null) throw tokenRevoked();
  // What the client has lost since is not told.
  const told = scopesOf(scope).filter((one) => client.scopes.includes(one));
  return { client, claims: { sub, ...claimsOfUser(live.user, told.join(' ')) } };
}
