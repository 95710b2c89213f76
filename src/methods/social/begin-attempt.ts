import type { Attempt, AttemptIntent } from './attempt.ts';
import type { SocialDeps } from './social-deps.ts';

export type AttemptBeginning = {
  /** The id of a provider. */
  provider: string;
  intent: AttemptIntent;
  /** Judged by the caller. */
  returnTo: string | null;
};

/**
 * Begins a way to a provider: returns the attempt, for a sealed cookie, and the address to lead the
 * browser to. Throws `unknown_provider`, and `provider_unreachable` or `provider_answer_invalid` if
 * the provider does not say where its pages are.
 */
export async function beginAttempt(
  _deps: SocialDeps,
  _beginning: AttemptBeginning,
): Promise<{ attempt: Attempt; location: string }> {
  throw new Error('not yet');
}
