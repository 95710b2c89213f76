import { DAY } from '../shared/clock.ts';
import type { AccountStorage } from './account-storage.ts';
import type { ChainStorage } from './chain-storage.ts';
import type { CurrentToken, EndAll, OpenChain, Opened } from './guard-calls.ts';
import type { Principal, SessionTraits } from './guard-state.ts';
import { longestIdleFirst, type RefreshChain } from './judge-refresh.ts';
import type { Tries } from './tries.ts';

/** Outlives every secret that was mailed in an earlier epoch. Milliseconds. */
const EPOCH_MEMORY = 14 * DAY;

/** How the refresh chains of a user begin and end. Synchronous; the caller owns the transaction. */
export class Chains {
  readonly #storage: ChainStorage;
  readonly #account: AccountStorage;
  readonly #tries: Tries;

  constructor(storage: ChainStorage, account: AccountStorage, tries: Tries) {
    this.#storage = storage;
    this.#account = account;
    this.#tries = tries;
  }

  /**
   * Starts the refresh chain of a session and records what its user may do. Ends the session it
   * replaces, and the longest idle ones beyond the maximum. Does nothing if all sessions were ended
   * since the sign-in was judged, as by a new password.
   */
  open(given: OpenChain): Opened {
    const { sessionId, jti, now, expiresAt, traits, origin, epoch, success, replaces } = given;
    const known = this.#account.readEpoch();
    if (epoch < known) return { opened: false };
    if (epoch > known) this.endAll({ reason: 'overtaken', now, epoch });
    const chain: RefreshChain = {
      currentJti: jti,
      currentIssuedAt: now,
      retired: [],
      expiresAt,
      revokedReason: null,
    };
    const { principal, rolesChangedAt } = given;
    this.#account.writePrincipal({ ...principal, rolesChangedAt }, expiresAt);
    this.#storage.insert(sessionId, { chain, traits, touchedAt: now, origin });
    if (replaces !== undefined) this.#storage.revoke(replaces, 'replaced');
    if (success !== undefined) this.#tries.complete(success);
    return { opened: true, evicted: this.#evict(sessionId, given.maxSessions, now) };
  }

  // Only the guard knows when each session was last refreshed; the rows follow once a day.
  #evict(newId: string, maxSessions: number, now: number): string[] {
    const others = this.#storage.listLive(now).filter(({ id }) => id !== newId);
    const surplus = longestIdleFirst(others).slice(0, Math.max(0, others.length + 1 - maxSessions));
    this.end(surplus, 'too_many_sessions');
    return surplus;
  }

  /** Ends sessions; unknown and ended ones stay as they are. */
  end(sessionIds: string[], reason: string): void {
    for (const sessionId of sessionIds) this.#storage.revoke(sessionId, reason);
  }

  /** Ends every session but one. */
  endOthers(keepId: string, reason: string): void {
    const others = this.#storage.list().filter((sessionId) => sessionId !== keepId);
    this.end(others, reason);
  }

  /**
   * Ends every session but the one to keep, and returns its fresh token if it is alive. Ends
   * nothing if the epoch is already known: later sessions began with the new password.
   */
  endAll({ reason, now, epoch, keep }: Omit<EndAll, 'clearsTries'>): CurrentToken | null {
    if (epoch === undefined || epoch > this.#account.readEpoch()) {
      if (epoch !== undefined) this.#account.raiseEpoch(epoch, now + EPOCH_MEMORY);
      for (const sessionId of this.#storage.list()) {
        if (sessionId !== keep?.sessionId) this.#storage.revoke(sessionId, reason);
      }
    }
    return keep === undefined ? null : this.#renew(keep, now);
  }

  // No grace here: another holder of the old token must not get the new one.
  #renew({ sessionId, jti }: { sessionId: string; jti: string }, now: number): CurrentToken | null {
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

/** A chain's current token, with the session's traits and principal. */
export function toCurrentToken(
  { traits, principal }: { traits: SessionTraits; principal: Principal },
  { currentJti, currentIssuedAt, expiresAt }: RefreshChain,
): CurrentToken {
  return { ...traits, ...principal, jti: currentJti, issuedAt: currentIssuedAt, expiresAt };
}
