import { findAppError } from '../shared/errors.ts';
import type { Metrics, RefreshOutcome, SignInOutcome } from '../shared/metrics.ts';
import type { RefreshSession } from './refresh-session.ts';

const SIGN_IN_OUTCOMES: Record<string, SignInOutcome> = {
  invalid_credentials: 'invalid_credentials',
  account_locked: 'locked',
  account_disabled: 'disabled',
  email_not_verified: 'unverified',
  otp_invalid: 'invalid_code',
  secret_invalid: 'invalid_code',
  rate_limited: 'limited',
};

/** A way to sign in that counts how each try ends, under the name of the method. */
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

/** Null for what `refreshSession` counts itself, since only it knows more than the code. */
const REFRESH_OUTCOMES: Record<string, RefreshOutcome | null> = {
  token_missing: 'missing',
  token_invalid: 'invalid',
  token_expired: 'expired',
  token_revoked: 'ended',
  token_reused: null,
  rate_limited: 'limited',
};

/** A refresh that counts how each try ends, reuse excepted. */
export function countRefreshes(metrics: Metrics, refreshSession: RefreshSession): RefreshSession {
  return async (presented) => {
    try {
      const refreshed = await refreshSession(presented);
      metrics.count({ name: 'refresh', outcome: refreshed.repeated ? 'repeated' : 'rotated' });
      return refreshed;
    } catch (error) {
      const outcome = REFRESH_OUTCOMES[findAppError(error)?.code ?? ''];
      if (outcome !== null) metrics.count({ name: 'refresh', outcome: outcome ?? 'failed' });
      if (outcome === 'limited') metrics.count({ name: 'limit', scope: 'refresh' });
      throw error;
    }
  };
}
