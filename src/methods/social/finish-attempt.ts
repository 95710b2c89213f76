import type { Attempt } from './attempt.ts';
import type { ProviderAnswer } from './provider-answer.ts';
import type { SocialDeps } from './social-deps.ts';

export type AttemptEnd = {
  attempt: Attempt;
  /**
   * What the provider sent to the callback, by query or form: `code`, `state`, `iss`, `error`, and
   * Apple's `user`.
   */
  params: URLSearchParams;
};

/**
 * Exchanges the code of a callback for what the provider says of the person, and checks all of it.
 * Throws `provider_refused`, `provider_unreachable`, `provider_answer_invalid`, and
 * `unknown_provider` if the provider is no longer configured.
 */
export async function finishAttempt(_deps: SocialDeps, _end: AttemptEnd): Promise<ProviderAnswer> {
  throw new Error('not yet');
}
