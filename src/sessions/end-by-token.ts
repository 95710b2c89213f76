import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { PresentedToken } from '../http/presented-token.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import { accessTokenMissing, tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import {
  type FindLiveUserDeps,
  findUserBy,
  type LiveSession,
  type LiveUser,
  sessionOf,
} from './find-live-user.ts';
import type { SignedIn } from './resolve-principal.ts';

export type EndBySessionDeps = FindLiveUserDeps & { trails: Trails };
export type EndByTokenDeps = EndBySessionDeps & { jwt: Jwt };
type Ending = {
  /** The session to end; null for all but the sender's own. */
  sessionId: string | null;
  client: ClientInfo;
};
export type EndByTokenInput = Ending & {
  accessToken: PresentedToken | null;
  /** Throws if the request is not to be served: nothing ends before it has returned. */
  admit: (userId: string) => Promise<unknown>;
};
export type EndBySessionInput = Ending & { signedIn: SignedIn };

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
  { accessToken, admit, ...ending }: EndByTokenInput,
): Promise<SignedIn & { ended: number }> {
  if (accessToken === null) throw accessTokenMissing();
  const access = await verifyAccessToken(deps.jwt, accessToken);
  const { claims } = access;
  await admit(claims.sub);
  return { ...(await endByHolder(deps, sessionOf(access), ending)), claims };
}

/** {@link endBySession} with its dependencies. */
export const createEndBySession = (deps: EndBySessionDeps) => (input: EndBySessionInput) =>
  endBySession(deps, input);
export type EndBySession = ReturnType<typeof createEndBySession>;

/**
 * {@link endByToken} for a page, whose sender a refresh token has told: the same call of the guard
 * judges their session again. Throws `token_revoked`, `storage_unavailable`.
 */
export async function endBySession(
  deps: EndBySessionDeps,
  { signedIn, ...ending }: EndBySessionInput,
): Promise<{ ended: number }> {
  const { sub: userId, sid: sessionId } = signedIn.claims;
  return endByHolder(deps, { userId, sessionId, jti: null }, ending);
}

async function endByHolder(
  deps: EndBySessionDeps,
  holder: LiveSession,
  { sessionId, client }: Ending,
): Promise<LiveUser & { ended: number }> {
  const { userId } = holder;
  let ended = 0;
  const live = await findUserBy(deps, holder, async (presented) => {
    const trail = deps.trails(userId, client);
    const ending = { reason: 'terminated', now: presented.now, trail };
    const done = await deps.guards.endBy(userId, { presented, sessionId, ending });
    ({ ended } = done);
    return done.verdict;
  });
  if (live === null) throw tokenRevoked();
  return { ...live, ended };
}
