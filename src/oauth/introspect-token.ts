import * as z from 'zod';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { FindLiveUser } from '../sessions/find-live-user.ts';
import { verifyRefreshToken } from '../sessions/refresh-token.ts';
import type { Clock } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import { ROLES } from '../shared/role.ts';
import { verifyOwnAccessToken } from '../tokens/access-token.ts';
import { nullUnlessDown } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';

/** The response for an invalid token. */
export const inactiveToken = once(() => z.object({ active: z.literal(false) }));

/** The response for a valid token. */
export const activeToken = once(() =>
  z.object({
    active: z.literal(true),
    sub: z.uuid(),
    sid: z.uuid(),
    exp: z.int().meta({ examples: [1_769_861_700] }),
    iat: z.int().meta({ examples: [1_769_860_800] }),
    jti: z.uuid(),
    token_type: z.enum(['access', 'refresh']),
    roles: z.array(z.enum(ROLES)),
    cnf: z
      .object({ jkt: z.string() })
      .optional()
      .describe('The key that must prove itself with the token (RFC 9449 §6.2).'),
  }),
);

/**
 * The response for a valid token of an OAuth client. Without `token_type` it is a refresh token.
 */
export const activeGrant = once(() =>
  z.looseObject({
    active: z.literal(true),
    client_id: z.string(),
    sub: z.uuid(),
    sid: z.uuid(),
    exp: z.int(),
    iat: z.int(),
    jti: z.uuid(),
    scope: z
      .string()
      .optional()
      .meta({ examples: ['openid email'] }),
    token_type: z
      .string()
      .optional()
      .meta({ examples: ['Bearer'] }),
  }),
);

/** An introspection response (RFC 7662 §2.2); it reveals nothing else about invalid tokens. */
export const introspection = once(() =>
  z
    .union([inactiveToken(), activeToken(), activeGrant()])
    .describe('Whether the token is valid, and whose it is.'),
);
export type Introspection = z.infer<ReturnType<typeof introspection>>;

export type IntrospectTokenDeps = {
  findLiveUser: FindLiveUser;
  guards: AccountGuards;
  jwt: Jwt;
  clock: Clock;
  /** Milliseconds. */
  refreshGrace: number;
  /** Milliseconds; 0 for no limit. */
  idleTtl: number;
};

const INACTIVE: Introspection = { active: false };

/** {@link introspectToken} with its dependencies. */
export const createIntrospectToken = (deps: IntrospectTokenDeps) => (token: string) =>
  introspectToken(deps, token);
export type IntrospectToken = ReturnType<typeof createIntrospectToken>;

/**
 * Introspects a token for a resource server, including its revocation and the state of a refresh
 * token's chain. Throws `storage_unavailable`.
 */
export async function introspectToken(
  deps: IntrospectTokenDeps,
  token: string,
): Promise<Introspection> {
  const { findLiveUser, guards, jwt, clock, refreshGrace, idleTtl } = deps;
  const claims = await verifyRefreshToken(jwt, token).catch(() => null);
  if (claims === null) return introspectAccess(deps, token);
  const { sub, sid, exp, iat, jti, token_type } = claims;
  const now = clock();
  const [live, accepted] = await Promise.all([
    findLiveUser({ userId: sub, sessionId: sid, jti: null }),
    guards.accepts(sub, { sessionId: sid, jti, now, grace: refreshGrace, idleTtl }),
  ]);
  return live === null || !accepted
    ? INACTIVE
    : { active: true, sub, sid, exp, iat, jti, token_type, roles: live.user.roles };
}

async function introspectAccess(
  { findLiveUser, jwt }: IntrospectTokenDeps,
  token: string,
): Promise<Introspection> {
  const claims = await verifyOwnAccessToken(jwt, token).catch(nullUnlessDown);
  if (claims === null) return INACTIVE;
  const { sub, sid, exp, iat, jti, token_type, cnf } = claims;
  const live = await findLiveUser({ userId: sub, sessionId: sid, jti });
  if (live === null) return INACTIVE;
  const about = { sub, sid, exp, iat, jti, token_type, roles: live.user.roles };
  return { active: true, ...about, ...(cnf && { cnf }) };
}
