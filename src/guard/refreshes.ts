import { DAY } from '../shared/clock.ts';
import type { ChainStorage, StoredChain, WindowCount } from './chain-storage.ts';
import { toCurrentToken } from './chains.ts';
import type { GuardVerdict, PresentedChain, RefreshCount, RotateChain } from './guard-calls.ts';
import { IDLE, judgeRefresh } from './judge-refresh.ts';
import type { VersionStorage } from './version-storage.ts';
import { endsSession, isDead } from './versions.ts';

/** Handles presented refresh tokens. Synchronous; the caller owns the transaction. */
export class Refreshes {
  readonly #chains: ChainStorage;
  readonly #versions: VersionStorage;

  constructor(chains: ChainStorage, versions: VersionStorage) {
    this.#chains = chains;
    this.#versions = versions;
  }

  /** Judges a presented refresh token by `judge-refresh.ts`, and stores the result. */
  present({ sessionId, limit, origin, wall = 0, ...presented }: RotateChain): GuardVerdict {
    const { jti, now } = presented;
    const stored = this.#chains.read(sessionId);
    const pending = this.#versions.listPending();
    if (endsSession(pending, sessionId))
      return { kind: pending.some((change) => isDead(change, wall)) ? 'unsettled' : 'ended' };
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
    return { kind: 'rotated', token, count, touch };
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
