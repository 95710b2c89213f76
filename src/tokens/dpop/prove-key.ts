import { DPOP_CHALLENGE } from '../../http/challenge.ts';
import type { PresentedToken } from '../../http/presented-token.ts';
import { tokenInvalid } from '../errors.ts';
import type { Jwt } from '../jwt.ts';
import type { Proof } from './read-proof.ts';

const BOUND = 'This token is bound to a key: send it by DPoP, with a proof.';
const BEARER_REFUSED = `Bearer error="invalid_token", ${DPOP_CHALLENGE}`;

/** The token itself, however it was presented. */
export const textOf = (presented: PresentedToken): string =>
  typeof presented === 'string' ? presented : presented.token;

/**
 * Decides for every route whether an access token came as it must (RFC 9449 §7): one that is bound
 * to a key with a proof of it, any other without. Returns the proof, which may be used once:
 * the guard that judges the token's session sees to that. Throws `token_invalid`, `invalid_dpop_proof`.
 */
export async function proveKey(
  jwt: Pick<Jwt, 'readProof'>,
  { cnf }: { cnf?: { jkt: string } | undefined },
  presented: PresentedToken,
): Promise<{ proof?: Proof }> {
  if (typeof presented === 'string') {
    if (cnf === undefined) return {};
    throw tokenInvalid({ detail: BOUND, headers: { 'WWW-Authenticate': BEARER_REFUSED } });
  }
  if (cnf === undefined)
    throw tokenInvalid({ detail: 'This token is bound to no key: send it by Bearer.' });
  const proof = await jwt.readProof(presented.shown, presented.token);
  if (proof.jkt !== cnf.jkt) throw tokenInvalid({ detail: 'The proof is of another key.' });
  return { proof };
}
