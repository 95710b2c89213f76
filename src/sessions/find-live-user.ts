import type { AccountGuards } from '../guard/account-guards.ts';
import type { SessionTraits } from '../guard/guard-state.ts';
import type { UsedProof } from '../guard/proof-storage.ts';
import type { SettleAccount } from '../guard/settle-account.ts';
import type { AccessVerdict, PresentedAccess } from '../guard/version-calls.ts';
import { invalidDpopProof } from '../http/oauth-error.ts';
import type { Clock } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import type { VerifiedAccess } from '../tokens/access-token.ts';
import type { AccountView } from '../users/user.ts';

export type FindLiveUserDeps = {
  guards: AccountGuards;
  settleAccount: SettleAccount;
  clock: Clock;
  wall: Clock;
  defer: Defer;
  /** Milliseconds without a refresh after which a session is over; 0 for no limit. */
  idleTtl: number;
};

/** `jti` of an access token, with the proof of its key; null for the session of a refresh token. */
export type LiveSession = {
  userId: string;
  sessionId: string;
  jti: string | null;
  proof?: UsedProof;
};

/** The session of an access token that was verified. */
export const sessionOf = ({ claims, proof }: VerifiedAccess): LiveSession => ({
  userId: claims.sub,
  sessionId: claims.sid,
  jti: claims.jti,
  ...(proof && { proof }),
});

/** A user as their guard knows them now, and the session. */
export type LiveUser = { user: AccountView; traits: SessionTraits };

/** {@link findLiveUser} with its dependencies. */
export const createFindLiveUser = (deps: FindLiveUserDeps) => (session: LiveSession) =>
  findLiveUser(deps, session);
export type FindLiveUser = ReturnType<typeof createFindLiveUser>;

/**
 * Returns the user of a live session and an unrevoked token, in one call of the guard; null if
 * either is over. A guard that has not been taught its user is, once, from D1. Throws
 * `invalid_dpop_proof` for a proof that has been used, `storage_unavailable`.
 */
export const findLiveUser = (
  deps: FindLiveUserDeps,
  session: LiveSession,
): Promise<LiveUser | null> =>
  findUserBy(deps, session, (presented) => deps.guards.live(session.userId, presented));

/** {@link findLiveUser} by another call of the guard, which judges the token as `live` does. */
export async function findUserBy(
  { settleAccount, clock, wall, defer, idleTtl }: FindLiveUserDeps,
  { userId, sessionId, jti, proof }: LiveSession,
  judge: (presented: PresentedAccess) => Promise<AccessVerdict>,
): Promise<LiveUser | null> {
  const token = { sessionId, jti, ...(proof && { proof }) };
  const ask = () => judge({ ...token, now: clock(), wall: wall(), idleTtl });
  const first = await ask();
  if (first.kind === 'unknown') await settleAccount(userId);
  const verdict = first.kind === 'unknown' ? await ask() : first;
  if (verdict.kind === 'proof_used') throw invalidDpopProof({ detail: 'The proof has been used.' });
  if (verdict.kind !== 'live') return null;
  if (verdict.unsettled) defer(settleAccount(userId), 'change_not_settled');
  return { user: verdict.view, traits: verdict.traits };
}
