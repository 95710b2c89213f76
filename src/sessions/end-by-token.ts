import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import { tokenMissing, tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { type FindLiveUserDeps, findUserBy } from './find-live-user.ts';
import type { SignedIn } from './resolve-principal.ts';

export type EndByTokenDeps = FindLiveUserDeps & { jwt: Jwt; trails: Trails };
export type EndByTokenInput = {
  accessToken: string | null;
  /** The session to end; null for all but the token's own. */
  sessionId: string | null;
  /** Throws if the request is not to be served: nothing ends before it has returned. */
  admit: (userId: string) => Promise<unknown>;
  client: ClientInfo;
};

/** {@link endByToken} with its dependencies. */
export const createEndByToken = (deps: EndByTokenDeps) => (input: EndByTokenInput) =>
  endByToken(deps, input);
export type EndByToken = ReturnType<typeof createEndByToken>;

/**
 * Ends sessions of the holder of an access token, in the call of the guard that judges the token.
 * Returns the holder and how many sessions ended: none if there is no such session. Safe to retry
 * after a failure. Throws `token_missing`, `token_invalid`, `token_expired`, `token_revoked`,
 * `storage_unavailable`, and what `admit` throws.
 */
export async function endByToken(
  deps: EndByTokenDeps,
  { accessToken, sessionId, admit, client }: EndByTokenInput,
): Promise<SignedIn & { ended: number }> {
  if (accessToken === null) throw tokenMissing();
  const claims = await verifyAccessToken(deps.jwt, accessToken);
  const { sub: userId, sid, jti } = claims;
  await admit(userId);
  let ended = 0;
  const live = await findUserBy(deps, { userId, sessionId: sid, jti }, async (presented) => {
    const trail = deps.trails(userId, client);
    const ending = { reason: 'terminated', now: presented.now, trail };
    const done = await deps.guards.endBy(userId, { presented, sessionId, ending });
    ({ ended } = done);
    return done.verdict;
  });
  if (live === null) throw tokenRevoked();
  return { ...live, claims, ended };
}
