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

/**
 * Records each use of a second factor. A recovery code has an event of its own, without its digest:
 * owners know their codes by none.
 */
export function noteUses(journal: Journal, { sessionId, factors, proofs, at }: Uses, trail: Trail) {
  for (const factor of factors) {
    const isKind = proofs.includes(factor);
    const kind = isKind ? factor : (proofs.at(-1) ?? null);
    if (kind === 'recovery_code') {
      journal.note({ type: 'recovery_code.used', sessionId, at }, trail);
      continue;
    }
    const metadata = isKind ? { kind } : { kind, factor_id: factor };
    journal.note({ type: 'factor.used', sessionId, at, metadata }, trail);
  }
}
