import { countSignIns } from '../../sessions/count-outcomes.ts';
import type { Metrics } from '../../shared/metrics.ts';
import type { SignInWithProvider } from './sign-in-with-provider.ts';

/**
 * Wraps a sign-in with a provider to count how each attempt ends, by provider. What is not decided
 * yet, since an address has to be proved or an owner to sign in, is not counted.
 */
export function countProviderSignIns(
  metrics: Metrics,
  signIn: SignInWithProvider,
): SignInWithProvider {
  return async (input) => {
    const method = `provider-${input.answer.provider}`;
    const count = <T extends object>(ending: Promise<T>) =>
      countSignIns(metrics, method, () => ending)(undefined);
    const result = await signIn(input).catch((error: unknown) => count(Promise.reject(error)));
    if (result.kind === 'signed_in') await count(Promise.resolve(result.signIn));
    return result;
  };
}
