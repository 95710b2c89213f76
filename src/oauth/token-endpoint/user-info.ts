import { scopesOf } from '../../guard/grant.ts';
import type { PresentedToken } from '../../http/presented-token.ts';
import { type FindLiveUser, sessionOf } from '../../sessions/find-live-user.ts';
import { verifyAnyAccessToken } from '../../tokens/access-token.ts';
import { proveKey, textOf } from '../../tokens/dpop/prove-key.ts';
import { insufficientScope, tokenInvalid, tokenRevoked } from '../../tokens/errors.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { OauthClient } from '../clients/client.ts';
import type { FindClient } from '../clients/find-client.ts';
import { claimsOfUser } from '../grants/user-claims.ts';

export type UserInfoDeps = { jwt: Jwt; findLiveUser: FindLiveUser; findClient: FindClient };

/** Hears of the client that a token is of, before the token is judged to the end. */
type OnClient = (client: OauthClient) => void;

/** {@link userInfo} with its dependencies. */
export const createUserInfo =
  (deps: UserInfoDeps) =>
  (presented: PresentedToken, onClient: OnClient = () => undefined) =>
    userInfo(deps, presented, onClient);
export type FindUserInfo = ReturnType<typeof createUserInfo>;

/**
 * Returns the claims about the user of an access token that its scopes allow (OpenID Connect Core
 * §5.3). Throws `token_invalid`, also for a token of our own routes and for one of another
 * resource, what `proveKey` throws, `token_expired`, `token_revoked` once grant, client or user are
 * over, `insufficient_scope` without `openid`, `storage_unavailable`.
 */
export async function userInfo(
  { jwt, findLiveUser, findClient }: UserInfoDeps,
  presented: PresentedToken,
  onClient: OnClient,
): Promise<Record<string, unknown>> {
  const claims = await verifyAnyAccessToken(jwt, textOf(presented));
  const { sub, aud, scope, client_id } = claims;
  if (scope === undefined || client_id === undefined) throw tokenInvalid();
  // A client that gets one for itself must not learn more from it here (RFC 9068 §4).
  if (aud !== `${jwt.issuer}/oauth/userinfo` && aud !== jwt.audience) throw tokenInvalid();
  if (!scopesOf(scope).includes('openid')) throw insufficientScope();
  const proving = proveKey(jwt, claims, presented);
  const living = proving.then((proved) => findLiveUser(sessionOf({ claims, ...proved })));
  living.catch(() => undefined);
  const client = await findClient(client_id);
  // Refusals too are for pages of the client to read: they say how its key is to be proved.
  if (client !== null) onClient(client);
  const live = await living;
  if (client === null || client.disabledAt !== null || live === null) throw tokenRevoked();
  // What the client has lost since is not told.
  const told = scopesOf(scope).filter((one) => client.scopes.includes(one));
  return { sub, ...claimsOfUser(live.user, told.join(' ')) };
}
