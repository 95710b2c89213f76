import { type Clock, MINUTE } from '../../shared/clock.ts';
import { isSameSecret, type KeyRing, keyedDigest } from '../../shared/digest.ts';

/** Milliseconds for which one nonce is given out; then it is taken for as long again. */
const SLOT = 5 * MINUTE;

/** The nonces that proofs must have (RFC 9449 §8), where a service wants them. */
export type ProofNonces = ReturnType<typeof createProofNonces>;

/** Makes nonces of a key and the time, so that none is stored and every isolate knows them all. */
export function createProofNonces(keys: KeyRing, clock: Clock) {
  const nonceOf = (key: Uint8Array, slot: number) => keyedDigest(key, 'dpop-nonce', String(slot));
  const slotOfNow = () => Math.floor(clock() / SLOT);

  return {
    /** The nonce for the proofs to come. */
    current: (): string => nonceOf(keys[0], slotOfNow()),

    /** Whether a proof has the nonce of now, or the one before it. */
    accepts(nonce: unknown): boolean {
      if (typeof nonce !== 'string') return false;
      const slot = slotOfNow();
      return keys.some((key) =>
        [slot, slot - 1].some((one) => isSameSecret(nonce, nonceOf(key, one))),
      );
    },
  };
}
