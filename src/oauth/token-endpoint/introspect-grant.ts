import type { AccountGuards } from '../../guard/account-guards.ts';
import { scopesOf } from '../../guard/grant.ts';
import type { FindLiveUser } from '../../sessions/find-live-user.ts';
import type { Clock } from '../../shared/clock.ts';
import { verifyAnyAccessToken } from '../../tokens/access-token.ts';
import { verifyGrantRefreshToken } from '../../tokens/grant-refresh-token.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { OauthClient } from '../clients/client.ts';
import type { FindClient } from '../clients/find-client.ts';
import { nullIfRefused } from './revoke-grant.ts';

export type IntrospectGrantDeps = {
  findLiveUser: FindLiveUser;
  findClient: FindClient;
  guards: Pick<AccountGuards, 'accepts'>;
  jwt: Jwt;
  clock: Clock;
  /** Milliseconds. */
  refreshGrace: number;
  /** Milliseconds; 0 for no limit. */
  idleTtl: number;
};

/** An introspection response (RFC 7662 §2.2). It says nothing else about an inactive token. */
export type GrantState = { active: false } | ({ active: true } & Record<string, unknown>);
const INACTIVE: GrantState = { active: false };

/** `viewer`: the id of the client that asks; null for one that the operator trusts with all. */
export type IntrospectGrantInput = { token: string; viewer: string | null };

/** {@link introspectGrant} with its dependencies. */
export const createIntrospectGrant = (deps: IntrospectGrantDeps) => (input: IntrospectGrantInput) =>
  introspectGrant(deps, input);
export type IntrospectGrant = ReturnType<typeof createIntrospectGrant>;

/**
 * Tells a client of a token of a grant: of its own, or of one that it is the audience of. Others,
 * and those of our own routes, are not active to it. Throws `storage_unavailable`.
 */
export async function introspectGrant(
  deps: IntrospectGrantDeps,
  { token, viewer }: IntrospectGrantInput,
): Promise<GrantState> {
  const refresh = await verifyGrantRefreshToken(deps.jwt, token).catch(nullIfRefused);
  if (refresh !== null) return ofRefreshToken(deps, refresh, viewer);
  const claims = await verifyAnyAccessToken(deps.jwt, token).catch(nullIfRefused);
  if (claims?.scope === undefined || claims.client_id === undefined) return INACTIVE;
  const { client_id, aud, sub, sid, jti } = claims;
  if (viewer !== null && viewer !== client_id && viewer !== aud) return INACTIVE;
  const [live, client] = await Promise.all([
    deps.findLiveUser({ userId: sub, sessionId: sid, jti }),
    findEnabled(deps, client_id),
  ]);
  if (live === null || client === null) return INACTIVE;
  const scope = left(claims.scope, client);
  const { iss, exp, iat, auth_time, acr, cnf } = claims;
  const token_type = cnf === undefined ? 'Bearer' : 'DPoP';
  const about = { iss, sub, aud, client_id, scope, exp, iat, jti, sid, auth_time, acr };
  return { active: true, token_type, ...about, ...(cnf && { cnf }) };
}

async function ofRefreshToken(
  { findLiveUser, findClient, guards, clock, refreshGrace, idleTtl }: IntrospectGrantDeps,
  claims: Awaited<ReturnType<typeof verifyGrantRefreshToken>>,
  viewer: string | null,
): Promise<GrantState> {
  const { sub, sid, jti, client_id, exp, iat, cnf } = claims;
  if (viewer !== null && viewer !== client_id) return INACTIVE;
  const presented = { sessionId: sid, jti, now: clock(), grace: refreshGrace, idleTtl };
  const [live, accepted, client] = await Promise.all([
    findLiveUser({ userId: sub, sessionId: sid, jti: null }),
    guards.accepts(sub, presented),
    findEnabled({ findClient }, client_id),
  ]);
  if (live === null || !accepted || client === null) return INACTIVE;
  const { scope } = live.traits.grant ?? {};
  const about = { sub, client_id, exp, iat, jti, sid, ...(cnf && { cnf }) };
  return { active: true, ...about, ...(scope !== undefined && { scope: left(scope, client) }) };
}

async function findEnabled({ findClient }: Pick<IntrospectGrantDeps, 'findClient'>, id: string) {
  const client = await findClient(id);
  return client?.disabledAt === null ? client : null;
}

/** What is left of a scope by what the client may have now. */
const left = (scope: string, { scopes }: OauthClient): string =>
  scopesOf(scope)
    .filter((one) => scopes.includes(one))
    .join(' ');
