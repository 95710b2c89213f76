import { defineError } from '../../shared/errors.ts';

export const passwordTooWeak = defineError(
  'password_too_weak',
  'invalid',
  'The password does not meet the policy',
);
export const passwordReused = defineError(
  'password_reused',
  'invalid',
  'This password was used before',
);
export const passwordBreached = defineError(
  'password_breached',
  'invalid',
  'This password is known from a data breach',
);
