import { DAY } from '../shared/clock.ts';
import type { AccountStorage } from './account-storage.ts';
import type { ChainStorage } from './chain-storage.ts';
import { isOffline } from './grant.ts';
import type { CurrentToken, EndAll, OpenChain } from './guard-calls.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import { longestIdleFirst, type RefreshChain } from './judge-refresh.ts';
import type { NewSession, Session } from './session.ts';
import { keepRoles, type Pending } from './versions.ts';

/** Outlives every secret that was mailed in an earlier epoch. Milliseconds. */
const EPOCH_MEMORY = 14 * DAY;
/** Who sends a token to be revoked ends what is theirs. */
const REVOKED = 'token_revoked';

type BegunChain = Pick<
  OpenChain,
  'sessionId' | 'jti' | 'now' | 'expiresAt' | 'traits' | 'origin' | 'maxSessions' | 'session'
>;
type Ending = { reason: string; now: number; keepId?: string };

/** How the refresh chains of a user begin and end. Synchronous; the caller owns the transaction. */
export class Chains {
  readonly #storage: ChainStorage;
  readonly #account: AccountStorage;

  constructor(storage: ChainStorage, account: AccountStorage) {
    this.#storage = storage;
    this.#account = account;
  }

  /** Starts the refresh chain of a session. Returns the sessions that it ends to make room. */
  begin(begun: BegunChain): string[] {
    const { sessionId, jti, now, expiresAt, traits, origin, session } = begun;
    const chain: RefreshChain = {
      currentJti: jti,
      currentIssuedAt: now,
      retired: [],
      expiresAt,
      revokedReason: null,
    };
    const begins = { chain, traits, touchedAt: now, origin, session: toSession(session) };
    this.#storage.insert(sessionId, begins);
    return this.#evict(begun);
  }

  // Only the guard knows when each session was last refreshed; the rows follow once a day. Each
  // client has a maximum of its own.
  #evict({ sessionId: newId, traits, maxSessions, now }: BegunChain): string[] {
    const holder = traits.grant?.clientId ?? null;
    const others = this.#storage
      .listLive(now)
      .filter(({ id, clientId }) => id !== newId && clientId === holder);
    const surplus = longestIdleFirst(others).slice(0, Math.max(0, others.length + 1 - maxSessions));
    this.end(surplus, 'too_many_sessions', now);
    return surplus;
  }

  /**
   * Ends sessions, and the grants begun in them that do not outlive them; unknown and ended ones
   * stay as they are. Returns those that it ended.
   */
  end(sessionIds: string[], reason: string, now: number): string[] {
    const ended = this.#revoke(sessionIds, { reason, now, isOwn: reason === REVOKED });
    return [...ended, ...ended.flatMap((id) => this.endGrantsOf(id, reason, now))];
  }

  /**
   * Ends the grants begun in a session that do not outlive it. Returns those that it ended. The
   * clients of the others are told as well: their tokens stay, the sign-in is over (OpenID Connect
   * Back-Channel Logout §2.7).
   */
  endGrantsOf(sessionId: string, reason: string, now: number): string[] {
    const grants = this.#storage.listGrantsOf(sessionId);
    for (const grant of grants) if (isOffline(grant)) this.#storage.noteSignOut(grant.session, now);
    const left = grants.filter((grant) => !isOffline(grant));
    return this.#revoke(
      left.map(({ session }) => session.id),
      { reason, now },
    );
  }

  /** Moves the grants of a session to the one that replaces it. */
  passOn(from: string, to: string): void {
    this.#storage.passOn(from, to);
  }

  /** Ends every session but one. Returns those that it ended. */
  endOthers(keepId: string, reason: string, now: number): string[] {
    const others = this.#storage.list().filter((sessionId) => sessionId !== keepId);
    return this.#revoke(others, { reason, now });
  }

  #revoke(sessionIds: string[], how: Parameters<ChainStorage['revoke']>[1]): string[] {
    return sessionIds.filter((sessionId) => this.#storage.revoke(sessionId, how));
  }

  /**
   * Ends every session but the one to keep, and returns its fresh token if it is alive. Ends
   * nothing if the epoch is already known: later sessions began with the new password.
   */
  endAll({ reason, now, epoch, keep }: Omit<EndAll, 'clearsTries'>): CurrentToken | null {
    const kept = keep === undefined ? {} : { keepId: keep.sessionId };
    if (epoch === undefined) this.#endAllBut({ reason, now, ...kept });
    else if (epoch > this.#account.readEpoch()) this.beginEpoch(epoch, { reason, now, ...kept });
    return keep === undefined ? null : this.renew(keep, now);
  }

  /** Ends what was begun in earlier epochs, except one session. */
  beginEpoch(epoch: number, ending: Ending): void {
    this.#account.raiseEpoch(epoch, ending.now + EPOCH_MEMORY);
    this.#endAllBut(ending);
  }

  #endAllBut({ reason, now, keepId }: Ending): void {
    for (const sessionId of this.#storage.list())
      if (sessionId !== keepId) this.#storage.revoke(sessionId, { reason, now });
  }

  /**
   * Replaces a session's current token, and returns it if the session is alive. No grace here:
   * another holder of the old token must not get the new one.
   */
  renew({ sessionId, jti }: { sessionId: string; jti: string }, now: number): CurrentToken | null {
    const stored = this.#storage.read(sessionId);
    if (stored === null || stored.chain.revokedReason !== null || stored.chain.expiresAt <= now)
      return null;
    const { currentJti, retired } = stored.chain;
    const withdrawn = [...retired, { jti: currentJti, retiredAt: now }].map((token) => ({
      ...token,
      withdrawn: true as const,
    }));
    const chain = { ...stored.chain, currentJti: jti, currentIssuedAt: now, retired: withdrawn };
    this.#storage.update(sessionId, chain, stored.touchedAt);
    return toCurrentToken(stored, chain);
  }
}

/** A chain's current token, with the session's traits and what its user may still do. */
export function toCurrentToken(
  { traits, principal }: { traits: SessionTraits; principal: Principal },
  { currentJti, currentIssuedAt, expiresAt }: RefreshChain,
  pending: readonly Pending[] = [],
): CurrentToken {
  const roles = pending.reduce(
    (kept, { tightens }) => keepRoles(kept, tightens.roles),
    principal.roles,
  );
  const { emailVerified } = principal;
  return { ...traits, roles, emailVerified, jti: currentJti, issuedAt: currentIssuedAt, expiresAt };
}

const toSession = (session: NewSession): Session => ({
  ...session,
  lastActivityAt: session.createdAt,
  lastRotationAt: session.createdAt,
  revokedAt: null,
  revokeReason: null,
  seq: 1,
});
