import { DAY } from '../shared/clock.ts';
import type { ChainStorage } from './chain-storage.ts';
import { type Chains, toCurrentToken } from './chains.ts';
import type { GuardVerdict, PresentedChain, RefreshCount, RotateChain } from './guard-calls.ts';
import type { Journal } from './journal.ts';
import { IDLE, judgeRefresh, REUSE, type RefreshChain, wouldAnswer } from './judge-refresh.ts';
import type { SessionHistory } from './session-history.ts';
import type { StoredChain, WindowCount } from './stored-chain.ts';
import type { VersionStorage } from './version-storage.ts';
import { endsSession, isDead } from './versions.ts';

export type RefreshParts = {
  chainsKept: ChainStorage;
  chains: Chains;
  versions: VersionStorage;
  history: SessionHistory;
  journal: Journal;
};

/** Handles presented refresh tokens. Synchronous; the caller owns the transaction. */
export class Refreshes {
  readonly #chains: ChainStorage;
  readonly #begun: Chains;
  readonly #versions: VersionStorage;
  readonly #history: SessionHistory;
  readonly #journal: Journal;

  constructor({ chainsKept, chains, versions, history, journal }: RefreshParts) {
    this.#chains = chainsKept;
    this.#begun = chains;
    this.#versions = versions;
    this.#history = history;
    this.#journal = journal;
  }

  /** Judges a presented refresh token by `judge-refresh.ts`, and stores the result. */
  present(given: RotateChain): GuardVerdict {
    const { sessionId, limit, origin, wall = 0, trail, grant = false, ...presented } = given;
    const { now } = presented;
    const stored = this.#chains.read(sessionId);
    // The token of one kind is never exchanged as one of the other.
    if ((stored?.traits.grant !== undefined) !== grant) return { kind: 'ended' };
    const pending = this.#versions.listPending();
    if (endsSession(pending, sessionId))
      return { kind: pending.some((change) => isDead(change, wall)) ? 'unsettled' : 'ended' };
    const verdict = judgeRefresh(stored?.chain ?? null, presented);
    if (verdict.kind === 'expired') {
      const idle = stored?.chain.revokedReason === null && stored.chain.expiresAt > now;
      if (idle && this.#begun.end([sessionId], IDLE, now).length > 0) {
        const metadata = { reason: IDLE };
        this.#journal.note({ type: 'session.ended', sessionId, metadata, at: now }, trail);
      }
      return { kind: 'expired', idle };
    }
    // Disabling ends sessions as well; whatever went wrong there, no token is issued.
    const isDisabled = this.#versions.readKnown()?.view.status === 'disabled';
    if (stored === null || isDisabled || verdict.kind === 'ended') return { kind: 'ended' };

    if (verdict.kind === 'reused') return this.#endReused(given, stored, verdict.chain);
    // Only valid tokens count: a dead one must not use up the limit of live sessions.
    const count = limit === undefined ? null : this.#nextRefresh(now, limit.window);
    if (limit !== undefined && count !== null && count.used > limit.limit)
      return { kind: 'limited', count };
    const refreshes =
      limit === undefined
        ? stored.refreshes
        : countIn(startOf(now, limit.window), stored.refreshes);
    const token = toCurrentToken(stored, verdict.chain, pending);
    if (verdict.kind === 'repeated') {
      if (limit !== undefined) this.#chains.writeRefreshes(sessionId, refreshes);
      return { kind: 'repeated', token, count };
    }
    const touch = isNews(stored, origin, now);
    const touchedAt = touch ? now : stored.touchedAt;
    this.#chains.rotate(sessionId, { chain: verdict.chain, touchedAt, origin, refreshes });
    const { session } = stored;
    if (touch) {
      if (session !== null) this.#history.touch(session, now);
      this.#journal.note({ type: 'session.refreshed', sessionId, at: now }, trail);
    }
    return { kind: 'rotated', token, count, touch, untaught: session === null };
  }

  // Recorded once: the chain of a session that has ended stays as it is.
  #endReused(
    { sessionId, jti, now, trail }: RotateChain,
    stored: StoredChain,
    chain: RefreshChain,
  ): GuardVerdict {
    const { session, reported } = stored;
    const isNews = stored.chain.revokedReason === null;
    this.#chains.update(sessionId, chain, stored.touchedAt);
    if (isNews) {
      this.#chains.noteEnd(sessionId, session, { reason: REUSE, now });
      this.#begun.endGrantsOf(sessionId, REUSE, now);
      const type = 'session.refresh_token_reused';
      this.#journal.note({ type, actorId: null, sessionId, at: now }, trail);
    }
    const retired = stored.chain.retired.find((token) => token.jti === jti);
    const { ipAddress = null, userAgent = null } = session ?? {};
    return {
      kind: reported ? 'reused_again' : 'reused',
      retiredFor: retired === undefined ? null : now - retired.retiredAt,
      began: session === null ? null : { ipAddress, userAgent },
    };
  }

  /**
   * Whether a refresh token would be exchanged for tokens now if its session is live, which `live`
   * judges. Changes nothing.
   */
  accepts({ sessionId, ...presented }: PresentedChain): boolean {
    return wouldAnswer(this.#chains.read(sessionId)?.chain ?? null, presented);
  }

  #nextRefresh(now: number, window: number): RefreshCount {
    const start = startOf(now, window);
    return { used: this.#chains.sumRefreshes(start) + 1, endsAt: start + window };
  }
}

// One line of history for each day and origin: most refreshes say only that a session goes on.
function isNews({ touchedAt, origin: last }: StoredChain, origin: string, now: number): boolean {
  return startOf(now, DAY) > startOf(touchedAt, DAY) || origin !== last;
}

const startOf = (now: number, window: number) => Math.floor(now / window) * window;
const countIn = (start: number, counted: WindowCount): WindowCount => ({
  start,
  count: counted.start === start ? counted.count + 1 : 1,
});
