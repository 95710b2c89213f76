import type { AccountGuards } from '../../guard/account-guards.ts';
import { type FindLiveUserDeps, readUserBy } from '../../sessions/find-live-user.ts';
import { verifyRefreshToken } from '../../sessions/refresh-token.ts';
import type { SignedIn } from '../../sessions/resolve-principal.ts';
import { SECOND } from '../../shared/clock.ts';
import { findAppError } from '../../shared/errors.ts';
import { acrOf } from '../../tokens/access-token.ts';
import type { Jwt } from '../../tokens/jwt.ts';

/** Who is signed in on a page: what use cases take as the sender of a request. */
export type PageSession = SignedIn;

export type FindPageSessionDeps = FindLiveUserDeps & {
  guards: Pick<AccountGuards, 'liveByRefresh'>;
  jwt: Jwt;
  issuer: string;
  audience: string;
  /** Milliseconds. */
  refreshGrace: number;
};

/** {@link findPageSession} with its dependencies. */
export const createFindPageSession =
  (deps: FindPageSessionDeps) =>
  (token: string, alongside?: (userId: string) => Promise<unknown>): Promise<PageSession | null> =>
    findPageSession(deps, token, alongside);
export type FindPageSession = ReturnType<typeof createFindPageSession>;

/**
 * Returns the session of a refresh token that a page was opened with, in one call of the guard;
 * null unless the token is current or within the grace. Never rotates: a page that is stopped, or
 * fetched in advance, would lose the answer. An older token ends nothing, since it is only shown.
 * `alongside` runs while the guard is asked. Throws `storage_unavailable`, and what `alongside`
 * throws.
 */
export async function findPageSession(
  deps: FindPageSessionDeps,
  token: string,
  alongside?: (userId: string) => Promise<unknown>,
): Promise<PageSession | null> {
  const { guards, jwt, issuer, audience, refreshGrace } = deps;
  const shown = await readToken(jwt, token);
  if (shown === null) return null;
  const { sub, sid, jti, iat, exp } = shown;
  const [live] = await Promise.all([
    readUserBy(deps, { userId: sub, sessionId: sid, jti: null }, (presented) =>
      guards.liveByRefresh(sub, { ...presented, refreshJti: jti, grace: refreshGrace }),
    ),
    alongside?.(sub),
  ]);
  if (live === null) return null;
  const { user, traits } = live;
  return {
    ...live,
    claims: {
      iss: issuer,
      aud: audience,
      sub,
      sid,
      jti,
      iat,
      exp,
      auth_time: Math.floor(traits.authTime / SECOND),
      amr: traits.amr,
      acr: acrOf(traits.amr),
      client_id: jwt.clientId,
      roles: user.roles,
      email_verified: user.emailVerifiedAt !== null,
      token_type: 'access',
      user_id: sub,
    },
  };
}

async function readToken(jwt: Jwt, token: string) {
  try {
    return await verifyRefreshToken(jwt, token);
  } catch (error) {
    if (findAppError(error)?.kind === 'token_refused') return null;
    throw error;
  }
}
