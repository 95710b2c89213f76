import type { AccountGuards } from '../guard/account-guards.ts';
import type { SessionTraits } from '../guard/guard-state.ts';
import type { UsedProof } from '../guard/proof-storage.ts';
import type { SettleAccount } from '../guard/settle-account.ts';
import type { AccessVerdict, LiveVerdict, PresentedAccess } from '../guard/version-calls.ts';
import { invalidDpopProof } from '../http/oauth-error.ts';
import { type Clock, SECOND } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { within } from '../shared/within.ts';
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

/** Milliseconds that a reader waits for D1 to say whether a change was made. */
const PATIENCE = SECOND;

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
  readUserBy(deps, session, (presented) => deps.guards.live(session.userId, presented));

type Judge = (presented: PresentedAccess) => Promise<AccessVerdict>;

/**
 * {@link findLiveUser} by another call of the guard that only judges the token, as `live` does. If
 * a change may have died half-way, D1 is asked first whether it was made.
 */
export async function readUserBy(
  deps: FindLiveUserDeps,
  session: LiveSession,
  judge: Judge,
): Promise<LiveUser | null> {
  const verdict = await ask(deps, session, judge);
  return toLiveUser(
    verdict.kind === 'live' && verdict.unsettled ? await settle(deps, session, verdict) : verdict,
  );
}

/**
 * {@link findLiveUser} by a call of the guard that judges the token as `live` does, and then
 * carries out the holder's request. It cannot be asked twice, so a change that may have died
 * half-way is settled after the answer.
 */
export async function findUserBy(
  deps: FindLiveUserDeps,
  session: LiveSession,
  judge: Judge,
): Promise<LiveUser | null> {
  const verdict = await ask(deps, session, judge);
  if (verdict.kind === 'live' && verdict.unsettled)
    deps.defer(deps.settleAccount(session.userId), 'change_not_settled');
  return toLiveUser(verdict);
}

async function ask(
  deps: FindLiveUserDeps,
  session: LiveSession,
  judge: Judge,
): Promise<LiveVerdict> {
  const { proof } = session;
  const once = () => judge({ ...presentedBy(deps, session), ...(proof && { proof }) });
  const first = await once();
  if (first.kind === 'unknown') await deps.settleAccount(session.userId);
  const verdict = first.kind === 'unknown' ? await once() : first;
  if (verdict.kind === 'proof_used') throw invalidDpopProof({ detail: 'The proof has been used.' });
  return verdict;
}

/**
 * Settles the account and judges the session again. Falls back to the earlier verdict if D1 fails,
 * or takes long: the account is then settled after the answer.
 */
async function settle(
  deps: FindLiveUserDeps,
  session: LiveSession,
  earlier: LiveVerdict,
): Promise<AccessVerdict> {
  const { guards, settleAccount, defer } = deps;
  const { userId } = session;
  const settling = settleAccount(userId);
  try {
    await within(PATIENCE, settling, () => storageUnavailable());
  } catch {
    defer(settling, 'change_not_settled');
    return earlier;
  }
  // Without the proof of the token's key, which has been used.
  return guards.live(userId, presentedBy(deps, session));
}

const presentedBy = (
  { clock, wall, idleTtl }: FindLiveUserDeps,
  { sessionId, jti }: LiveSession,
): PresentedAccess => ({ sessionId, jti, now: clock(), wall: wall(), idleTtl });

const toLiveUser = (verdict: AccessVerdict): LiveUser | null =>
  verdict.kind === 'live' ? { user: verdict.view, traits: verdict.traits } : null;
