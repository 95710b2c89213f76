import type { LockoutPolicy } from '../../guard/lockout.ts';
import type { ChargedBy } from '../../guard/version-calls.ts';
import type { ResolvePrincipal } from '../../http/authenticate.ts';
import { type FindLiveUserDeps, findUserBy, sessionOf } from '../../sessions/find-live-user.ts';
import {
  type JudgeByReplicaDeps,
  type Nearest,
  readNearest,
} from '../../sessions/judge-by-replica.ts';
import type { SignedIn } from '../../sessions/resolve-principal.ts';
import { verifyAccessToken } from '../../tokens/access-token.ts';
import { accessTokenMissing, tokenRevoked } from '../../tokens/errors.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { WithFormerPasswords } from '../../users/user-look-up-store.ts';
import type { UserStore } from '../../users/user-store.ts';

export type AttemptByTokenDeps = FindLiveUserDeps &
  JudgeByReplicaDeps & {
    jwt: Jwt;
    lockout: LockoutPolicy;
    /** How many former passwords are rejected. */
    history: number;
  };

/** A password attempt charged by the call that judged the token, and the user as read meanwhile. */
export type Attempt = { charged: ChargedBy; found: Promise<Nearest<WithFormerPasswords>> };
export type Attempting = SignedIn & { attempt?: Attempt };

/** {@link attemptByToken} with its dependencies. */
export const createAttemptByToken =
  (deps: AttemptByTokenDeps): ResolvePrincipal<Attempting> =>
  (accessToken, admit) =>
    attemptByToken(deps, accessToken, admit);

/**
 * Charges a password attempt of the holder of an access token to the lane of their session, in the
 * call of the guard that judges the token, while a replica is read. `admit` may throw before it is
 * charged. Throws `token_missing`, `token_invalid`, `token_expired`, `token_revoked`,
 * `storage_unavailable`, and what `admit` throws.
 */
export async function attemptByToken(
  deps: AttemptByTokenDeps,
  ...[accessToken, admit]: Parameters<ResolvePrincipal<Attempting>>
): Promise<Attempting> {
  if (accessToken === null) throw accessTokenMissing();
  const { guards, jwt, lockout: policy } = deps;
  const access = await verifyAccessToken(jwt, accessToken);
  const { claims } = access;
  const { sub: userId, sid: sessionId } = claims;
  const found = readNearest(deps, readWithFormer(userId, deps.history));
  // Awaited by the check of the password.
  found.catch(() => undefined);
  await admit?.(userId);
  let attempt: Attempt | undefined;
  const live = await findUserBy(deps, sessionOf(access), async (presented) => {
    const charge = { lane: `session:${sessionId}`, now: presented.now, policy } as const;
    const { verdict, done } = await guards.attemptBy(userId, presented, charge);
    if (done !== null) attempt = { charged: done, found };
    return verdict;
  });
  if (live === null) throw tokenRevoked();
  return { ...live, claims, ...(attempt && { attempt }) };
}

/** Reads a user and their former passwords, as of one moment. */
export const readWithFormer = (id: string, history: number) => (users: UserStore) =>
  users.listWithFormerPasswords(id, history);
