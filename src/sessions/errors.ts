import { defineError } from '../shared/errors.ts';

export const accountDisabled = defineError('account_disabled', 'forbidden', 'This account is disabled');
export const emailNotVerified = defineError('email_not_verified', 'forbidden', 'The e-mail address has not been verified');
