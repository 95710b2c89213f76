import { invalidDpopProof, useDpopNonce } from '../http/oauth-error.ts';
import { defineError, findAppError, storageUnavailable } from '../shared/errors.ts';

export const tokenMissing = defineError('token_missing', 'token_refused', 'Missing token');
export const tokenInvalid = defineError('token_invalid', 'token_refused', 'Invalid token');
export const tokenExpired = defineError('token_expired', 'token_refused', 'The token has expired');
export const tokenRevoked = defineError('token_revoked', 'token_refused', 'The session has ended');
export const tokenReused = defineError(
  'token_reused',
  'token_refused',
  'The refresh token has already been used',
);
/** Returns `token_missing` with what to send, for a route that takes an access token. */
export const accessTokenMissing = () =>
  tokenMissing({ detail: 'Send an access token: `Authorization: Bearer …`.' });
/** A token of an OAuth client that does not act for the user here (RFC 6750 §3.1). */
export const insufficientScope = defineError(
  'insufficient_scope',
  'forbidden',
  'This token does not allow that',
);

/** Errors of a route that requires an access token. */
export const tokenErrors = [
  tokenMissing,
  tokenInvalid,
  tokenExpired,
  tokenRevoked,
  insufficientScope,
  invalidDpopProof,
  useDpopNonce,
];

/** For a reader to whom a token that is not good is none; throws only `storage_unavailable`. */
export function nullUnlessDown(error: unknown): null {
  if (findAppError(error)?.code === storageUnavailable.code) throw error;
  return null;
}
