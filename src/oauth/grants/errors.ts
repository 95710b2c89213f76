import { defineError } from '../../shared/errors.ts';

/**
 * The same for a code or refresh token that is wrong, expired, used, withdrawn or another client's
 * (RFC 6749 §5.2).
 */
export const invalidGrant = defineError(
  'invalid_grant',
  'token_refused',
  'The code or token is not valid',
);
