import { findAppError } from '../shared/errors.ts';
import type { Metrics, SignInOutcome } from '../shared/metrics.ts';

const SIGN_IN_OUTCOMES: Record<string, SignInOutcome> = {
  invalid_credentials: 'invalid_credentials',
  identity_refused: 'invalid_credentials',
  account_locked: 'locked',
  account_disabled: 'disabled',
  email_not_verified: 'unverified',
  otp_invalid: 'invalid_code',
  secret_invalid: 'invalid_code',
  rate_limited: 'limited',
};

/** Wraps a way to sign in to count the outcome of each attempt under the name of the method. */
export function countSignIns<Input, Result extends object>(
  metrics: Metrics,
  method: string,
  signIn: (input: Input) => Promise<Result>,
): (input: Input) => Promise<Result> {
  return async (input) => {
    try {
      const result = await signIn(input);
      const halfWay = 'kind' in result && result.kind === 'second_factor';
      metrics.count({ name: 'sign_in', method, outcome: halfWay ? 'second_factor_asked' : 'ok' });
      return result;
    } catch (error) {
      metrics.count({
        name: 'sign_in',
        method,
        outcome: SIGN_IN_OUTCOMES[findAppError(error)?.code ?? ''] ?? 'failed',
      });
      throw error;
    }
  };
}
