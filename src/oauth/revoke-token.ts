import type { AuditStore } from '../audit/audit-store.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { EndSession } from '../sessions/end-session.ts';
import { verifyRefreshToken } from '../sessions/refresh-token.ts';
import { type Clock, SECOND } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { RevokedTokenStore } from '../tokens/revoked-token-store.ts';

export type RevokeTokenDeps = {
  db: Database;
  revokedTokens: RevokedTokenStore;
  audit: AuditStore;
  jwt: Jwt;
  endSession: EndSession;
  clock: Clock;
};
export type RevokeToken = (input: { token: string; client: ClientInfo }) => Promise<void>;

/**
 * Revokes a token (RFC 7009): a refresh token ends its session, an access token is refused by itself until it would have
 * expired. What is no token of ours, or no longer good, is as revoked as can be (§2.2). Throws `storage_unavailable`.
 */
export function createRevokeToken({
  db,
  revokedTokens,
  audit,
  jwt,
  endSession,
  clock,
}: RevokeTokenDeps): RevokeToken {
  return async function revokeToken({ token, client }) {
    const refresh = await verifyRefreshToken(jwt, token).catch(() => null);
    if (refresh !== null) {
      await endSession({
        userId: refresh.sub,
        sessionId: refresh.sid,
        reason: 'token_revoked',
        client,
      });
      return;
    }
    const access = await verifyAccessToken(jwt, token).catch(() => null);
    if (access === null) return;
    const now = clock();
    const revoked = {
      jti: access.jti,
      userId: access.sub,
      sessionId: access.sid,
      expiresAt: access.exp * SECOND,
      revokedAt: now,
    };
    const event = {
      type: 'token.revoked',
      userId: access.sub,
      sessionId: access.sid,
      origin: client,
      metadata: { jti: access.jti },
      at: now,
    } as const;
    await runBatch(db, [
      audit.recordWhenStatement(event, revokedTokens.isGoodCondition(access.jti)),
      revokedTokens.addStatement(revoked),
    ]);
  };
}
