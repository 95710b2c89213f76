import { defineError } from '../shared/errors.ts';

/** The same for wrong, expired, used and exhausted codes. */
export const otpInvalid = defineError('otp_invalid', 'unauthenticated', 'Invalid code');
/** The same for wrong, expired and used links. */
export const secretInvalid = defineError(
  'secret_invalid',
  'unauthenticated',
  'Invalid link or token',
);
/** The account was erased while a secret was issued; the secret has been deleted. */
export const accountErased = defineError(
  'secret_invalid',
  'unauthenticated',
  'The account no longer exists',
);
