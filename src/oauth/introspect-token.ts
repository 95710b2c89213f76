import * as z from 'zod';
import type { AccountGuards } from '../guard/account-guards.ts';
import { verifyRefreshToken } from '../sessions/refresh-token.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { Clock } from '../shared/clock.ts';
import { ROLES } from '../shared/role.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import type { Jwt } from '../tokens/jwt.ts';

/** What is told of a token that is not good. */
export const inactiveToken = z.object({ active: z.literal(false) });

/** What is told of one that is. */
export const activeToken = z.object({
  active: z.literal(true),
  sub: z.uuid(),
  sid: z.uuid(),
  exp: z.int().meta({ examples: [1_769_861_700] }),
  iat: z.int().meta({ examples: [1_769_860_800] }),
  jti: z.uuid(),
  token_type: z.enum(['access', 'refresh']),
  roles: z.array(z.enum(ROLES)),
});

/** The answer of an introspection (RFC 7662 §2.2). Of a token that is not good nothing is told but that. */
export const introspection = z
  .union([inactiveToken, activeToken])
  .describe('Whether a token is good, and whose it is.');
export type Introspection = z.infer<typeof introspection>;

export type IntrospectTokenDeps = {
  sessions: SessionStore;
  guards: AccountGuards;
  jwt: Jwt;
  clock: Clock /** Milliseconds. */;
  refreshGrace: number;
  /** Milliseconds; 0 for no limit. */
  idleTtl: number;
};
export type IntrospectToken = (token: string) => Promise<Introspection>;

const INACTIVE: Introspection = { active: false };

/** Tells a resource server of a token, revocation and the state of a refresh chain included. Throws `storage_unavailable`. */
export function createIntrospectToken({
  sessions,
  guards,
  jwt,
  clock,
  refreshGrace,
  idleTtl,
}: IntrospectTokenDeps): IntrospectToken {
  async function introspectAccess(token: string): Promise<Introspection> {
    const claims = await verifyAccessToken(jwt, token).catch(() => null);
    if (claims === null) return INACTIVE;
    const { sub, sid, exp, iat, jti, token_type } = claims;
    const user = await sessions.findLiveUser({ sessionId: sid, userId: sub, jti, now: clock() });
    return user === null
      ? INACTIVE
      : { active: true, sub, sid, exp, iat, jti, token_type, roles: user.roles };
  }

  return async function introspectToken(token) {
    const claims = await verifyRefreshToken(jwt, token).catch(() => null);
    if (claims === null) return introspectAccess(token);
    const { sub, sid, exp, iat, jti, token_type } = claims;
    const now = clock();
    const [user, good] = await Promise.all([
      sessions.findLiveUser({ sessionId: sid, userId: sub, jti, now }),
      guards.accepts(sub, { sessionId: sid, jti, now, grace: refreshGrace, idleTtl }),
    ]);
    return user === null || !good
      ? INACTIVE
      : { active: true, sub, sid, exp, iat, jti, token_type, roles: user.roles };
  };
}
