import type { AccountStorage } from './account-storage.ts';
import type { ChainStorage } from './chain-storage.ts';
import { toCurrentToken } from './chains.ts';
import type { GuardVerdict, RefreshCount, RotateChain } from './guard-calls.ts';
import { IDLE, judgeRefresh } from './judge-refresh.ts';
import type { VersionStorage } from './version-storage.ts';
import { endsSession } from './versions.ts';

/** Minimum interval between updates of a session's row. Milliseconds. */
const TOUCH_INTERVAL = 60_000;

/** Handles presented refresh tokens. Synchronous; the caller owns the transaction. */
export class Refreshes {
  readonly #chains: ChainStorage;
  readonly #account: AccountStorage;
  readonly #versions: VersionStorage;

  constructor(chains: ChainStorage, account: AccountStorage, versions: VersionStorage) {
    this.#chains = chains;
    this.#account = account;
    this.#versions = versions;
  }

  /** Judges a presented refresh token by `judge-refresh.ts`, and stores the result. */
  present({ sessionId, limit, ...presented }: RotateChain): GuardVerdict {
    const { jti, now } = presented;
    const stored = this.#chains.read(sessionId);
    const pending = this.#versions.listPending();
    if (endsSession(pending, sessionId)) return { kind: 'ended' };
    const verdict = judgeRefresh(stored?.chain ?? null, presented);
    if (verdict.kind === 'expired') {
      const idle = stored?.chain.revokedReason === null && stored.chain.expiresAt > now;
      if (idle) this.#chains.revoke(sessionId, IDLE);
      return { kind: 'expired', idle };
    }
    if (stored === null || verdict.kind === 'ended') return { kind: 'ended' };

    if (verdict.kind === 'reused') {
      this.#chains.update(sessionId, verdict.chain, stored.touchedAt);
      const retired = stored.chain.retired.find((token) => token.jti === jti);
      return {
        kind: stored.reported ? 'reused_again' : 'reused',
        retiredFor: retired === undefined ? null : now - retired.retiredAt,
      };
    }
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
    return { kind: 'rotated', token, count, touch };
  }

  /** Whether a refresh token would be exchanged for tokens now. Changes nothing. */
  accepts({ sessionId, ...presented }: Omit<RotateChain, 'successorJti'>): boolean {
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
