import { type AnnounceDeps, type Announced, newAnnouncement } from '../guard/announce.ts';
import type { PresentedAccess } from '../guard/version-calls.ts';
import type { PresentedToken } from '../http/presented-token.ts';
import { type AccessTokenClaims, verifyAccessToken } from '../tokens/access-token.ts';
import { accessTokenMissing, tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { type FindLiveUserDeps, findLiveUser, findUserBy, sessionOf } from './find-live-user.ts';
import type { SignedIn } from './resolve-principal.ts';

export type AnnounceByTokenDeps = FindLiveUserDeps & AnnounceDeps & { jwt: Jwt };
export type AnnounceByTokenInput = {
  accessToken: PresentedToken | null;
  /** Throws if the request is not to be served: nothing is announced before it has returned. */
  admit: (userId: string) => Promise<unknown>;
  /** Whether nothing but D1 may still refuse the change; else it is not announced yet. */
  isSure: (claims: AccessTokenClaims) => boolean;
};

/** The sender of a request, and the change of theirs that the guard has been told of. */
export type Announcing = SignedIn & { announced?: Announced };

/** {@link announceByToken} with its dependencies. */
export const createAnnounceByToken =
  (deps: AnnounceByTokenDeps) =>
  (input: AnnounceByTokenInput): Promise<Announcing> =>
    announceByToken(deps, input);
export type AnnounceByToken = ReturnType<typeof createAnnounceByToken>;

/**
 * Announces a change of the holder of an access token, in the call of the guard that judges the
 * token. What is announced and never made is settled after its deadline. Throws `token_missing`,
 * `token_invalid`, `token_expired`, `token_revoked`, `storage_unavailable`, and what `admit`
 * throws.
 */
export async function announceByToken(
  deps: AnnounceByTokenDeps,
  { accessToken, admit, isSure }: AnnounceByTokenInput,
): Promise<Announcing> {
  if (accessToken === null) throw accessTokenMissing();
  const { guards, jwt } = deps;
  const access = await verifyAccessToken(jwt, accessToken);
  const { claims } = access;
  const { sub: userId } = claims;
  await admit(userId);
  let announced: Announced | undefined;
  const announce = async (presented: PresentedAccess) => {
    const change = newAnnouncement(deps);
    const { verdict, done: prepared } = await guards.prepareBy(userId, presented, change);
    if (prepared !== null) announced = { ...change, prepared };
    return verdict;
  };
  const session = sessionOf(access);
  const live = isSure(claims)
    ? await findUserBy(deps, session, announce)
    : await findLiveUser(deps, session);
  if (live === null) throw tokenRevoked();
  return { ...live, claims, ...(announced && { announced }) };
}
