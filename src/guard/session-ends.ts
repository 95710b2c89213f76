import type { ChainStorage } from './chain-storage.ts';
import type { Chains } from './chains.ts';
import type { End, RevokeAccess } from './guard-calls.ts';
import type { Journal } from './journal.ts';
import type { VersionStorage } from './version-storage.ts';

type SessionEndsParts = {
  chainsKept: ChainStorage;
  chains: Chains;
  versions: VersionStorage;
  journal: Journal;
};

/** How sessions and tokens are ended by request. The caller owns the transaction. */
export class SessionEnds {
  readonly #chainsKept: ChainStorage;
  readonly #chains: Chains;
  readonly #versions: VersionStorage;
  readonly #journal: Journal;

  constructor(parts: SessionEndsParts) {
    this.#chainsKept = parts.chainsKept;
    this.#chains = parts.chains;
    this.#versions = parts.versions;
    this.#journal = parts.journal;
  }

  /**
   * Ends a session and the grants that go with it, and records that. False if it is unknown or has
   * ended.
   */
  end(sessionId: string, { reason, now, trail }: End): boolean {
    const ended = this.#chains.end([sessionId], reason, now);
    for (const one of ended) {
      const event = { type: 'session.ended', sessionId: one, at: now } as const;
      this.#journal.note({ ...event, metadata: { reason } }, trail);
    }
    return ended.length > 0;
  }

  /** Ends every session but one, and records that. Returns how many. */
  endOthers(keepId: string, { reason, now, trail }: End): number {
    const ended = this.#chains.endOthers(keepId, reason, now);
    this.#journal.note({ type: 'session.others_ended', sessionId: keepId, at: now }, trail);
    return ended.length;
  }

  /**
   * Refuses one access token until it expires, and records that once. One of an unknown session is
   * refused anyway: of an erased user it would bring the guard back.
   */
  revokeToken({ jti, expiresAt, sessionId, now, trail }: RevokeAccess): void {
    if (this.#chainsKept.find(sessionId) === null || this.#versions.isRevoked(jti)) return;
    this.#versions.insertRevoked(jti, expiresAt);
    const event = { type: 'token.revoked', sessionId, metadata: { jti }, at: now } as const;
    this.#journal.note(event, trail);
  }
}
