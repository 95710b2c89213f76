import type { AccountStorage } from './account-storage.ts';
import type { ChainStorage, StoredChain } from './chain-storage.ts';
import { toCurrentToken } from './chains.ts';
import type { GuardVerdict, PresentedChain, RefreshCount, RotateChain } from './guard-calls.ts';
import type { Journal } from './journal.ts';
import { IDLE, judgeRefresh, REUSE, type RefreshChain } from './judge-refresh.ts';
import type { SessionHistory } from './session-history.ts';
import type { VersionStorage } from './version-storage.ts';
import { endsSession } from './versions.ts';

/** Minimum interval between updates of a session's row. Milliseconds. */
const TOUCH_INTERVAL = 60_000;

export type RefreshParts = {
  chainsKept: ChainStorage;
  account: AccountStorage;
  versions: VersionStorage;
  history: SessionHistory;
  journal: Journal;
};

/** Handles presented refresh tokens. Synchronous; the caller owns the transaction. */
export class Refreshes {
  readonly #chains: ChainStorage;
  readonly #account: AccountStorage;
  readonly #versions: VersionStorage;
  readonly #history: SessionHistory;
  readonly #journal: Journal;

  constructor({ chainsKept, account, versions, history, journal }: RefreshParts) {
    this.#chains = chainsKept;
    this.#account = account;
    this.#versions = versions;
    this.#history = history;
    this.#journal = journal;
  }

  /** Judges a presented refresh token by `judge-refresh.ts`, and stores the result. */
  present(given: RotateChain): GuardVerdict {
    const { sessionId, limit, trail, ...presented } = given;
    const { now } = presented;
    const stored = this.#chains.read(sessionId);
    const pending = this.#versions.listPending();
    if (endsSession(pending, sessionId)) return { kind: 'ended' };
    const verdict = judgeRefresh(stored?.chain ?? null, presented);
    if (verdict.kind === 'expired') {
      const idle = stored?.chain.revokedReason === null && stored.chain.expiresAt > now;
      if (idle && this.#chains.revoke(sessionId, IDLE, now)) {
        const metadata = { reason: IDLE };
        this.#journal.note({ type: 'session.ended', sessionId, metadata, at: now }, trail);
      }
      return { kind: 'expired', idle };
    }
    if (stored === null || verdict.kind === 'ended') return { kind: 'ended' };

    if (verdict.kind === 'reused') return this.#endReused(given, stored, verdict.chain);
    // Only valid tokens count: a dead one must not use up the limit of live sessions.
    const count = limit === undefined ? null : this.#nextRefresh(now, limit.window);
    if (limit !== undefined && count !== null) {
      if (count.used > limit.limit) return { kind: 'limited', count };
      this.#account.countRefresh(now, limit.window);
    }
    const token = toCurrentToken(stored, verdict.chain, pending);
    if (verdict.kind === 'repeated') return { kind: 'repeated', token, count };
    const touch = now - stored.touchedAt >= TOUCH_INTERVAL;
    this.#chains.update(sessionId, verdict.chain, touch ? now : stored.touchedAt);
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

  /** Whether a refresh token would be exchanged for tokens now. Changes nothing. */
  accepts({ sessionId, ...presented }: PresentedChain): boolean {
    if (endsSession(this.#versions.listPending(), sessionId)) return false;
    const verdict = judgeRefresh(this.#chains.read(sessionId)?.chain ?? null, {
      ...presented,
      successorJti: presented.jti,
    });
    return verdict.kind === 'rotated' || verdict.kind === 'repeated';
  }

  #nextRefresh(now: number, window: number): RefreshCount {
    const { used, endsAt } = this.#account.readRefreshes(now, window);
    return { used: used + 1, endsAt };
  }
}
