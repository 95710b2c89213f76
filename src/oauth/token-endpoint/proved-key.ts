import type { Context } from 'hono';
import { shownProof } from '../../http/presented-token.ts';
import type { Jwt } from '../../tokens/jwt.ts';

export type ProvedKeyDeps = { readProof: Jwt['readProof'] };

/**
 * The key that a client proves, registered for it or not (RFC 9449 §5); `jkt` is null without a
 * proof. Throws `invalid_dpop_proof`, `use_dpop_nonce`.
 */
export async function provedKey(c: Context, { readProof }: ProvedKeyDeps) {
  const shown = shownProof(c);
  if (shown.header === null) return { jkt: null };
  const proof = await readProof(shown, null);
  return { jkt: proof.jkt, proof };
}
