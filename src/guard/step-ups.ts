import type { ChainStorage } from './chain-storage.ts';
import { toCurrentToken } from './chains.ts';
import type { CurrentToken, StepUp } from './guard-calls.ts';
import type { Journal } from './journal.ts';
import { noteUses } from './note-uses.ts';
import type { Outbox } from './outbox.ts';
import type { Tries } from './tries.ts';
import type { VersionStorage } from './version-storage.ts';
import { endsSession } from './versions.ts';

export type StepUpParts = {
  chainsKept: ChainStorage;
  versions: VersionStorage;
  tries: Tries;
  journal: Journal;
  outbox: Outbox;
};

/** How sessions learn that their user proved themselves again. The caller owns the transaction. */
export class StepUps {
  readonly #parts: StepUpParts;

  constructor(parts: StepUpParts) {
    this.#parts = parts;
  }

  /**
   * Records a proof as the latest of its session, which gets a new refresh token. The former one is
   * good for the grace, as after a refresh. Returns the current token; null if the session is over.
   */
  stepUp({
    sessionId,
    now,
    amr,
    proofs,
    success,
    factors,
    jti,
    trail,
  }: StepUp): CurrentToken | null {
    const { chainsKept, versions, tries, journal, outbox } = this.#parts;
    const stored = chainsKept.read(sessionId);
    const pending = versions.listPending();
    if (stored === null || endsSession(pending, sessionId)) return null;
    const { chain, session, touchedAt } = stored;
    if (chain.revokedReason !== null || chain.expiresAt <= now) return null;
    const traits = { ...stored.traits, amr, proofs, authTime: now };
    const retired = [...chain.retired, { jti: chain.currentJti, retiredAt: now }];
    const next = { ...chain, currentJti: jti, currentIssuedAt: now, retired };
    chainsKept.update(sessionId, next, touchedAt);
    chainsKept.writeTraits(sessionId, traits);
    if (session !== null) chainsKept.writeSession({ ...session, amr, seq: session.seq + 1 }, now);
    if (success !== undefined) tries.complete(success);
    if (factors.length > 0) outbox.note({ used: { userId: trail.userId, at: now, factors } }, now);
    const metadata = { amr: amr.join(' ') };
    journal.note({ type: 'session.stepped_up', sessionId, at: now, metadata }, trail);
    noteUses(journal, { sessionId, factors, proofs, at: now }, trail);
    return toCurrentToken({ ...stored, traits }, next, pending);
  }
}
