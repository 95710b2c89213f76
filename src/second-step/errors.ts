import { defineError } from '../shared/errors.ts';

/** Recovery codes make up for the loss of a factor, so they come only beside one. */
export const factorMissing = defineError(
  'factor_missing',
  'conflict',
  'Set up an authenticator app or a passkey first',
);
/** There are as many devices as an account may have. */
export const tooManyFactors = defineError(
  'too_many_factors',
  'conflict',
  'There are too many devices of this kind',
);
/** Without this factor the account could not sign in as it must. */
export const factorNeeded = defineError(
  'factor_needed',
  'conflict',
  'This is the last factor, and the account needs one',
);
/** Without it nobody could sign in to the account any more. */
export const lastWayIn = defineError(
  'last_way_in',
  'conflict',
  'This is the only way to sign in to the account',
);
