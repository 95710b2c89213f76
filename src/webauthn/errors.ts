import { validationError } from '../http/errors.ts';
import { type AppError, defineError } from '../shared/errors.ts';

/** Says the same for an unknown passkey, a wrong signature and a used or expired challenge. */
export const passkeyRefused = defineError(
  'invalid_credentials',
  'unauthenticated',
  'The passkey was not accepted',
);

/** Says the same whatever is wrong with a new passkey, its challenge included. */
export function newPasskeyRefused(): AppError {
  const message = 'The passkey was not accepted. Ask for new options and try again.';
  return validationError({ errors: [{ field: 'credential', code: 'custom', message }] });
}
