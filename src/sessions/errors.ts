import { defineError } from '../shared/errors.ts';

export const invalidCredentials = defineError(
  'invalid_credentials',
  'unauthenticated',
  'Wrong username or password',
);
export const accountDisabled = defineError(
  'account_disabled',
  'forbidden',
  'This account is disabled',
);
export const accountLocked = defineError(
  'account_locked',
  'forbidden',
  'This account is temporarily locked',
);
export const emailNotVerified = defineError(
  'email_not_verified',
  'forbidden',
  'The email address is not verified',
);
/** All sessions ended during this sign-in, as a new password does: its proofs no longer count. */
export const signInOvertaken = defineError(
  'invalid_credentials',
  'unauthenticated',
  'The account has changed; sign in again',
);
