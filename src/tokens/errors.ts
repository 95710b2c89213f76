import { defineError } from '../shared/errors.ts';

export const tokenMissing = defineError('token_missing', 'token_refused', 'No token was sent');
export const tokenInvalid = defineError('token_invalid', 'token_refused', 'The token is not valid');
export const tokenExpired = defineError('token_expired', 'token_refused', 'The token has expired');
export const tokenRevoked = defineError(
  'token_revoked',
  'token_refused',
  'The session of this token has ended',
);
export const tokenReused = defineError(
  'token_reused',
  'token_refused',
  'The refresh token was already used',
);

/** What a route that wants an access token may answer about it. */
export const tokenErrors = [tokenMissing, tokenInvalid, tokenExpired, tokenRevoked];
