import { defineError } from '../../shared/errors.ts';

/** Says nothing about whose account it is. */
export const identityTaken = defineError(
  'identity_taken',
  'conflict',
  'This account at the provider is connected to another account here',
);
/** One account of each provider: the other has to be disconnected first. */
export const providerConnected = defineError(
  'provider_connected',
  'conflict',
  'Another account at this provider is connected already',
);
/** There are as many identities as an account may have. */
export const tooManyIdentities = defineError(
  'too_many_identities',
  'conflict',
  'There are too many connected accounts',
);
/** The state was used, or all sessions ended since it was made, or the issuer is another one. */
export const identityRefused = defineError(
  'identity_refused',
  'unauthenticated',
  'This sign-in with a provider is not accepted: begin again',
);
