import { invalidDpopProof } from '../../http/oauth-error.ts';
import { type AppError, defineError } from '../../shared/errors.ts';

/**
 * The same for a code or refresh token that is wrong, expired, used, withdrawn or another client's
 * (RFC 6749 §5.2).
 */
export const invalidGrant = defineError(
  'invalid_grant',
  'token_refused',
  'The code or token is not valid',
);

/**
 * For a code or token of another key than was proved, which is none of this client's; without a
 * proof, or with one that was used, the proof is what is wrong (RFC 9449 §5).
 */
export function refusedKey(why: 'key' | 'proof_used', jkt: string | null): AppError {
  if (why === 'proof_used') return invalidDpopProof({ detail: 'The proof has been used.' });
  return jkt === null ? invalidDpopProof({ detail: 'the DPoP header is missing' }) : invalidGrant();
}
