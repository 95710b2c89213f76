import { defineError } from '../../shared/errors.ts';

/** No provider has this id, or no longer. */
export const unknownProvider = defineError(
  'unknown_provider',
  'not_found',
  'There is no such provider',
);

/** The person cancelled, or the provider let nobody in. The cause names its OAuth error. */
export const providerRefused = defineError(
  'provider_refused',
  'forbidden',
  'The provider did not sign the person in',
);

/** The provider is down, too slow, or does not let this service in. Another try may work. */
export const providerUnreachable = defineError(
  'provider_unreachable',
  'unavailable',
  'The provider cannot be reached',
);

/** What the provider answers does not check out. The cause names the check, never a value. */
export const providerAnswerInvalid = defineError(
  'provider_answer_invalid',
  'unauthenticated',
  'The answer of the provider could not be verified',
);
