import { defineError } from '../../shared/errors.ts';

export const passwordTooWeak = defineError('password_too_weak', 'invalid', 'The password does not meet the policy');
export const invalidCredentials = defineError('invalid_credentials', 'unauthenticated', 'The name or the password is wrong');
export const usernameTaken = defineError('username_taken', 'conflict', 'This username is taken');
