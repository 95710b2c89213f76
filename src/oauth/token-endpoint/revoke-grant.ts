import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Trails } from '../../guard/trail.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { EndSession } from '../../sessions/end-session.ts';
import { type Clock, SECOND } from '../../shared/clock.ts';
import { findAppError } from '../../shared/errors.ts';
import { verifyAnyAccessToken } from '../../tokens/access-token.ts';
import { verifyGrantRefreshToken } from '../../tokens/grant-refresh-token.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { OauthClient } from '../clients/client.ts';

export type RevokeGrantDeps = {
  guards: Pick<AccountGuards, 'revokeToken'>;
  trails: Trails;
  jwt: Jwt;
  endSession: EndSession;
  clock: Clock;
};
export type RevokeGrantInput = { token: string; client: OauthClient; info: ClientInfo };

/** {@link revokeGrant} with its dependencies. */
export const createRevokeGrant = (deps: RevokeGrantDeps) => (input: RevokeGrantInput) =>
  revokeGrant(deps, input);
export type RevokeGrant = ReturnType<typeof createRevokeGrant>;

/**
 * Revokes a token of a client (RFC 7009 §2.1): a refresh token ends its grant, an access token is
 * refused until it would have expired. Ignores what is no token, and other clients' tokens. Throws
 * `storage_unavailable`.
 */
export async function revokeGrant(
  { guards, trails, jwt, endSession, clock }: RevokeGrantDeps,
  { token, client, info }: RevokeGrantInput,
): Promise<void> {
  const refresh = await verifyGrantRefreshToken(jwt, token).catch(nullIfRefused);
  if (refresh !== null) {
    if (refresh.client_id !== client.id) return;
    const { sub: userId, sid: sessionId } = refresh;
    await endSession({ userId, sessionId, reason: 'token_revoked', client: info });
    return;
  }
  const access = await verifyAnyAccessToken(jwt, token).catch(nullIfRefused);
  if (access?.scope === undefined || access.client_id !== client.id) return;
  const { jti, sub: userId, sid: sessionId, exp } = access;
  const trail = trails(userId, info);
  const expiresAt = exp * SECOND;
  await guards.revokeToken(userId, { jti, expiresAt, sessionId, now: clock(), trail });
}

/** For reading a token that may be of another kind. */
export function nullIfRefused(error: unknown): null {
  if (findAppError(error)?.kind === 'token_refused') return null;
  throw error;
}
