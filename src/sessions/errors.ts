import { defineError } from '../shared/errors.ts';

export const invalidCredentials = defineError(
  'invalid_credentials',
  'unauthenticated',
  'The name or the password is wrong',
);
export const accountDisabled = defineError(
  'account_disabled',
  'forbidden',
  'This account is disabled',
);
export const accountLocked = defineError(
  'account_locked',
  'forbidden',
  'This account is locked for a while',
);
export const emailNotVerified = defineError(
  'email_not_verified',
  'forbidden',
  'The e-mail address has not been verified',
);
/** All sessions were ended while this sign-in was under way, as by a new password: what was proved no longer counts. */
export const signInOvertaken = defineError(
  'invalid_credentials',
  'unauthenticated',
  'The account was changed meanwhile',
);
