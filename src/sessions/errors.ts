import { defineError } from '../shared/errors.ts';

export const accountDisabled = defineError('account_disabled', 'forbidden', 'This account is disabled');
export const emailNotVerified = defineError('email_not_verified', 'forbidden', 'The e-mail address has not been verified');
/** The password was changed while this sign-in was under way: what was proved no longer counts. */
export const signInOvertaken = defineError('invalid_credentials', 'unauthenticated', 'The password was changed meanwhile');
