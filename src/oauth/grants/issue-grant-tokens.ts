import { isOffline, scopesOf } from '../../guard/grant.ts';
import type { CurrentToken } from '../../guard/guard-calls.ts';
import { HOUR } from '../../shared/clock.ts';
import { SafeMessageError } from '../../shared/errors.ts';
import type { Random } from '../../shared/random.ts';
import { signAccessToken } from '../../tokens/access-token.ts';
import { signGrantRefreshToken } from '../../tokens/grant-refresh-token.ts';
import { signIdToken } from '../../tokens/id-token.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { AccountView } from '../../users/user.ts';
import type { OauthClient } from '../clients/client.ts';
import { invalidGrant, refusedKey } from './errors.ts';
import { claimsOfUser } from './user-claims.ts';

/** Milliseconds an ID token is good for: clients read it as soon as they have it. */
const ID_TOKEN_TTL = HOUR;

/** What a token endpoint answers. `expiresIn` in milliseconds. */
export type GrantTokens = {
  accessToken: string;
  tokenType: 'Bearer' | 'DPoP';
  expiresIn: number;
  /** Null without `offline_access`. */
  refreshToken: string | null;
  scope: string;
  /** Null without `openid`. */
  idToken: string | null;
  userId: string;
  sessionId: string;
};

export type IssueGrantTokensDeps = {
  jwt: Jwt;
  random: Random;
  /** Milliseconds. */
  accessTtl: number;
};

export type GrantToIssue = {
  client: OauthClient;
  userId: string;
  sessionId: string;
  token: CurrentToken;
  user: AccountView;
  /** What the access token is for, of what was granted; null for all. */
  scope: string | null;
  /** The key that the client has proved; null for a bearer token. */
  jkt: string | null;
  nonce: string | null;
  now: number;
};

/**
 * Throws before anything is used up for a client that cannot be answered: `invalid_dpop_proof` for
 * one whose tokens must be bound to a key that it has not proved, an internal error if there is no
 * key for its ID tokens.
 */
export function assertAnswerable(
  jwt: Pick<Jwt, 'idTokenAlgs'>,
  { dpopBound, scopes, idTokenAlg }: OauthClient,
  jkt: string | null,
): void {
  if (dpopBound && jkt === null) throw refusedKey('key', jkt);
  if (scopes.includes('openid') && !jwt.idTokenAlgs().includes(idTokenAlg))
    throw new SafeMessageError(`JWT_KEYS has no ${idTokenAlg} key`);
}

/** Signs what a grant is answered with. A scope that the client has lost since is left out. */
export async function issueGrantTokens(
  deps: IssueGrantTokensDeps,
  given: GrantToIssue,
): Promise<GrantTokens> {
  const { client, token, userId, sessionId, jkt, now } = given;
  const { grant, ...issued } = token;
  if (grant === undefined) throw invalidGrant();
  const asked = scopesOf(given.scope ?? grant.scope);
  const scope = asked.filter((one) => client.scopes.includes(one)).join(' ');
  const expiresAt = Math.min(now + (client.accessTtl ?? deps.accessTtl), token.expiresAt);
  const accessToken = await signAccessToken(deps.jwt, {
    ...issued,
    userId,
    sessionId,
    jti: deps.random.uuid(),
    issuedAt: now,
    expiresAt,
    grantedTo: { clientId: client.id, scope, audience: audienceOf(deps.jwt, given, scope), jkt },
  });
  const [refreshToken, idToken] = await Promise.all([
    isOffline(grant)
      ? signGrantRefreshToken(deps.jwt, { ...issued, ...grant, userId, sessionId })
      : null,
    scopesOf(scope).includes('openid') ? toIdToken(deps.jwt, given, { accessToken, scope }) : null,
  ]);
  const tokenType = jkt === null ? ('Bearer' as const) : ('DPoP' as const);
  const expiresIn = expiresAt - now;
  return { accessToken, tokenType, expiresIn, refreshToken, scope, idToken, userId, sessionId };
}

// A service that checks only the audience must not take a third party's token for one of ours.
function audienceOf(jwt: Jwt, { client, token }: GrantToIssue, scope: string): string {
  const { resource = null } = token.grant ?? {};
  const isOwn = client.firstParty && scopesOf(scope).includes('account');
  // A client may have lost the scope since it asked for our own audience.
  if (resource !== null && (isOwn || resource !== jwt.audience)) return resource;
  return isOwn ? jwt.audience : `${jwt.issuer}/oauth/userinfo`;
}

function toIdToken(
  jwt: Jwt,
  { client, userId, sessionId, token, user, nonce, now }: GrantToIssue,
  { accessToken, scope }: { accessToken: string; scope: string },
): Promise<string> {
  const { authTime, amr } = token;
  return signIdToken(jwt, {
    alg: client.idTokenAlg,
    userId,
    clientId: client.id,
    sessionId,
    issuedAt: now,
    expiresAt: now + ID_TOKEN_TTL,
    authTime,
    amr,
    accessToken,
    nonce,
    claims: client.claimsInIdToken ? claimsOfUser(user, scope) : {},
  });
}
