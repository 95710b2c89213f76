import type { Context } from 'hono';
import { presentsProof } from './presented-token.ts';

/** The algorithms of DPoP proofs that are taken. Ed25519 is what RFC 9864 calls EdDSA with it. */
export const PROOF_ALGS = ['ES256', 'EdDSA', 'Ed25519', 'PS256'] as const;

const ALGS = `algs="${PROOF_ALGS.join(' ')}"`;
/** Says that a token may be bound to a key (RFC 9449 §7.1). */
export const DPOP_CHALLENGE = `DPoP ${ALGS}`;

/**
 * Turns a Bearer challenge (RFC 6750 §3) into one of DPoP, with Bearer beside it, for a request
 * that presents its token that way; returns any other as it is.
 */
export function inScheme(c: Context, challenge: string): string {
  const [, parameters] = /^Bearer(?:$| (.*))/.exec(challenge) ?? [undefined, null];
  if (parameters === null || !presentsProof(c)) return challenge;
  return `DPoP ${parameters === undefined ? ALGS : `${parameters}, ${ALGS}`}, Bearer`;
}
