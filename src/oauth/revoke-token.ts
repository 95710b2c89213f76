import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { EndSession } from '../sessions/end-session.ts';
import { verifyRefreshToken } from '../sessions/refresh-token.ts';
import { type Clock, SECOND } from '../shared/clock.ts';
import { type AccessTokenClaims, verifyAccessToken } from '../tokens/access-token.ts';
import type { Jwt } from '../tokens/jwt.ts';

export type RevokeTokenDeps = {
  guards: AccountGuards;
  audit: AuditStore;
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
  const access = await verifyAccessToken(jwt, token).catch(() => null);
  if (access !== null) await revokeAccessToken(deps, access, client);
}

async function revokeAccessToken(
  { guards, audit, clock }: RevokeTokenDeps,
  { jti, sub: userId, sid: sessionId, exp }: AccessTokenClaims,
  client: ClientInfo,
): Promise<void> {
  const now = clock();
  const event = {
    type: 'token.revoked',
    userId,
    sessionId,
    origin: client,
    metadata: { jti },
    at: now,
  } as const;
  const isNew = await guards.revokeToken(userId, jti, exp * SECOND);
  if (isNew) await audit.record(event);
}
