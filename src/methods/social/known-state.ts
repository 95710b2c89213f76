import { MINUTE } from '../../shared/clock.ts';
import { digestOf } from '../../shared/digest.ts';
import type { Attempt } from './attempt.ts';

/**
 * Milliseconds for which a guard remembers the state of an attempt: the attempt itself lasts ten
 * minutes, and what it led to waits half an hour for the person to finish (`pending-identity`).
 */
const STATE_LIFE = 45 * MINUTE;

/** A state as guards know it: each lets it end in one sign-in. Times in epoch milliseconds. */
export type KnownState = { digest: string; issuedAt: number; expiresAt: number };

/** Returns the state of an attempt as guards know it, the same at every call. */
export function stateOf({ state, issuedAt }: Pick<Attempt, 'state' | 'issuedAt'>): KnownState {
  return { digest: `social:${digestOf(state)}`, issuedAt, expiresAt: issuedAt + STATE_LIFE };
}
