import { outcomeOf, outcomeOfError } from '../../sessions/count-outcomes.ts';
import type { Metrics } from '../../shared/metrics.ts';
import type { SignInWithProvider } from './sign-in-with-provider.ts';

/**
 * Wraps the sign-in by a provider to count the outcome of each attempt, under `provider/` and the id
 * of the provider, which no other method begins with. Whoever has to prove an address, to agree or to
 * sign in first is counted once they have: nothing was refused.
 */
export function countProviderSignIns(
  metrics: Metrics,
  signIn: SignInWithProvider,
): SignInWithProvider {
  return async (input) => {
    const method = `provider/${input.answer.provider}`;
    try {
      const result = await signIn(input);
      if (result.kind === 'signed_in')
        metrics.count({ name: 'sign_in', method, outcome: outcomeOf(result.signIn) });
      return result;
    } catch (error) {
      metrics.count({ name: 'sign_in', method, outcome: outcomeOfError(error) });
      throw error;
    }
  };
}
