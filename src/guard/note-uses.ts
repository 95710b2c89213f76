import type { Journal } from './journal.ts';
import type { Trail } from './trail.ts';

type Uses = {
  sessionId: string;
  /** Factors that were used: ids, or kinds of which there is but one. */
  factors: string[];
  /** The proofs of the session by name, the last one just now. */
  proofs: string[];
  /** Epoch milliseconds. */
  at: number;
};

/** Records each use of a second factor; a recovery code has an event of its own. */
export function noteUses(journal: Journal, { sessionId, factors, proofs, at }: Uses, trail: Trail) {
  for (const factor of factors) {
    if (factor === 'recovery_code') continue;
    const named = proofs.includes(factor)
      ? { kind: factor }
      : { kind: proofs.at(-1) ?? null, factor_id: factor };
    journal.note({ type: 'factor.used', sessionId, at, metadata: named }, trail);
  }
}
