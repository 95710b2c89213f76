import type { AccountGuards } from '../guard/account-guards.ts';
import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { EndSession } from '../sessions/end-session.ts';
import { verifyRefreshToken } from '../sessions/refresh-token.ts';
import { type Clock, SECOND } from '../shared/clock.ts';
import { type AccessTokenClaims, verifyOwnAccessToken } from '../tokens/access-token.ts';
import { nullUnlessDown } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';

export type RevokeTokenDeps = {
  guards: AccountGuards;
  trails: Trails;
  jwt: Jwt;
  endSession: EndSession;
  clock: Clock;
};
export type RevokeTokenInput = { token: string; client: ClientInfo };

/** {@link revokeToken} with its dependencies. */
export const createRevokeToken = (deps: RevokeTokenDeps) => (input: RevokeTokenInput) =>
  revokeToken(deps, input);
export type RevokeToken = ReturnType<typeof createRevokeToken>;

/**
 * Revokes a token (RFC 7009): a refresh token ends its session, an access token is rejected until
 * it would have expired. Ignores unknown and invalid tokens (§2.2). Throws `storage_unavailable`.
 */
export async function revokeToken(
  deps: RevokeTokenDeps,
  { token, client }: RevokeTokenInput,
): Promise<void> {
  const { jwt, endSession } = deps;
  const refresh = await verifyRefreshToken(jwt, token).catch(() => null);
  if (refresh !== null) {
    const { sub: userId, sid: sessionId } = refresh;
    await endSession({ userId, sessionId, reason: 'token_revoked', client });
    return;
  }
  const access = await verifyOwnAccessToken(jwt, token).catch(nullUnlessDown);
  if (access !== null) await revokeAccessToken(deps, access, client);
}

async function revokeAccessToken(
  { guards, trails, clock }: RevokeTokenDeps,
  { jti, sub: userId, sid: sessionId, exp }: AccessTokenClaims,
  client: ClientInfo,
): Promise<void> {
  await guards.revokeToken(userId, {
    jti,
    expiresAt: exp * SECOND,
    sessionId,
    now: clock(),
    trail: trails(userId, client),
  });
}
