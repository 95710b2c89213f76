import { calculateJwkThumbprint, compactVerify, EmbeddedJWK, type JWK } from 'jose';
import { PROOF_ALGS } from '../../http/challenge.ts';
import { invalidDpopProof, useDpopNonce } from '../../http/oauth-error.ts';
import type { ShownProof } from '../../http/presented-token.ts';
import { SECOND } from '../../shared/clock.ts';
import { digestOf } from '../../shared/digest.ts';
import { judgeProof, PROOF_WINDOW, type ProvenRequest } from './judge-proof.ts';
import type { ProofNonces } from './proof-nonces.ts';

/** Characters of the longest proof that is read: that of an RSA key of 8192 bits is shorter. */
const LONGEST_PROOF = 4096;
/** Seconds for which a used proof is known longer than it is taken: clocks here differ by less. */
const TOLERANCE = 5;

/**
 * A good proof: the thumbprint of its key (RFC 7638), its name, and until when it is remembered.
 */
export type Proof = {
  jkt: string;
  /** Of key and `jti`. */
  digest: string;
  /** Epoch milliseconds. */
  expiresAt: number;
};

/**
 * Reads the proof that a request shows: its form, algorithm and signature by the public key in its
 * header, then what it says of the request. Callers judge whose key it is and whether it was
 * used. Touches no storage. Throws `invalid_dpop_proof`, and `use_dpop_nonce` with the
 * nonce that is missing.
 */
export async function readProof(
  { header, method }: ShownProof,
  request: Omit<ProvenRequest, 'method'>,
  nonces: ProofNonces | null,
): Promise<Proof> {
  if (header === null) throw wrong('the DPoP header is missing');
  if (header.length > LONGEST_PROOF) throw wrong('the proof is too long');
  const { payload, jwk } = await verifySignature(header);
  const judged = judgeProof(parse(payload), { ...request, method });
  if (typeof judged === 'string') throw wrong(judged);
  if (nonces !== null && !nonces.accepts(judged.nonce))
    throw useDpopNonce({ headers: { 'DPoP-Nonce': nonces.current() } });
  const jkt = await calculateJwkThumbprint(jwk);
  const expiresAt = (judged.iat + PROOF_WINDOW + TOLERANCE) * SECOND;
  return { jkt, digest: digestOf('dpop-proof', jkt, judged.jti), expiresAt };
}

async function verifySignature(proof: string): Promise<{ payload: Uint8Array; jwk: JWK }> {
  const algorithms = [...PROOF_ALGS];
  const { payload, protectedHeader } = await compactVerify(proof, EmbeddedJWK, {
    algorithms,
  }).catch((cause: unknown) => {
    throw wrong('form, algorithm, key or signature is wrong', cause);
  });
  const { typ, crit, jwk } = protectedHeader;
  if (typ !== 'dpop+jwt') throw wrong('typ is not dpop+jwt');
  // An extension may change how the rest is to be read (RFC 7515 §4.1.11).
  if (crit !== undefined || jwk === undefined) throw wrong('the header has what is not known');
  return { payload, jwk };
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload));
  } catch (cause) {
    throw wrong('the claims are not JSON', cause);
  }
}

const wrong = (detail: string, cause?: unknown) => invalidDpopProof({ detail, cause });
