import { defineError } from '../shared/errors.ts';

/** Wrong, expired, used and exhausted codes say the same. */
export const otpInvalid = defineError('otp_invalid', 'unauthenticated', 'The code is not valid');
/** Wrong, expired and used links say the same. */
export const secretInvalid = defineError(
  'secret_invalid',
  'unauthenticated',
  'The link or token is not valid',
);
/** The account was erased while a secret was made for it; the secret is gone again. */
export const accountErased = defineError(
  'secret_invalid',
  'unauthenticated',
  'The account is gone',
);
