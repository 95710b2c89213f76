import { type KeyRing, keyedDigest } from '../../shared/digest.ts';
import type { Random } from '../../shared/random.ts';
import { sealKeyId } from '../../shared/seal.ts';
import { invalidAnswer } from './provider-fault.ts';

/** 256 bits. */
const STATE_BYTES = 32;
/** Characters of those in base64url. */
const STATE_LENGTH = 43;

/**
 * Makes a `state`: random, and with the id of the key that {@link deriveProofs} uses, so that a
 * change of secrets loses nobody on the way.
 */
export function makeState([key]: KeyRing, random: Random): string {
  const bytes = random.bytes(STATE_BYTES);
  return `${bytes.toBase64({ alphabet: 'base64url', omitPadding: true })}${sealKeyId(key)}`;
}

/** What only this service can know of a state. */
export type AttemptProofs = {
  /** PKCE's verifier (RFC 7636 §4.1). */
  verifier: string;
  nonce: string;
};

/**
 * Derives what proves an attempt from its state: 43 characters of base64url each. Throws
 * `ProviderFault` for a state of a key that is gone.
 */
export function deriveProofs(keys: KeyRing, state: string): AttemptProofs {
  const id = state.slice(STATE_LENGTH);
  const key = keys.find((candidate) => sealKeyId(candidate) === id);
  if (key === undefined) throw invalidAnswer('attempt_of_another_key');
  return {
    verifier: keyedDigest(key, 'verifier', state),
    nonce: keyedDigest(key, 'nonce', state),
  };
}
