import type { RefreshVerdict } from '../guard/rotation.ts';
import { rateLimited } from '../limits/errors.ts';
import { type LimitState, rateLimitHeaders } from '../limits/rate-limiter.ts';
import type { RateLimitRule } from '../limits/rules.ts';
import { SECOND } from '../shared/clock.ts';
import type { AppError } from '../shared/errors.ts';
import type { Metrics } from '../shared/metrics.ts';
import {
  tokenExpired,
  tokenInvalid,
  tokenMissing,
  tokenReused,
  tokenRevoked,
} from '../tokens/errors.ts';
import { type IssuedTokens, issueTokens } from './issue-tokens.ts';
import {
  createJudgePresented,
  type Granted,
  type JudgePresentedDeps,
  type PresentedToken,
  type Refused,
} from './judge-presented.ts';

export type RefreshSessionDeps = JudgePresentedDeps & {
  /** Where each verdict is counted. */
  metrics: Metrics;
  /** Milliseconds. */
  accessTtl: number;
};

/** Fresh tokens, whose they are, and how the user stands to the limit of refreshes. */
export type Refreshed = { tokens: IssuedTokens; userId: string; limitState: LimitState | null };

export type RefreshSession = (presented: PresentedToken) => Promise<Refreshed>;

/**
 * Rotates a refresh token: one call of the guard is all it waits for. Throws `token_missing`,
 * `token_invalid`, `token_expired`, `token_revoked`, `rate_limited`, `token_reused` (the session is
 * then dead and its owner notified), `storage_unavailable`.
 */
export function createRefreshSession(deps: RefreshSessionDeps): RefreshSession {
  const { metrics, jwt, random, accessTtl, rule } = deps;
  const judgePresented = createJudgePresented(deps);

  function count(outcome: RefreshVerdict): void {
    metrics.count({ name: 'refresh', outcome });
    if (outcome === 'limited') metrics.count({ name: 'limit', scope: 'refresh' });
  }

  async function grant({ refresh, token, count: counted }: Granted): Promise<Refreshed> {
    const { userId, sessionId, now } = refresh;
    const accessJti = random.uuid();
    const issued = { ...token, userId, sessionId, accessJti, now, accessTtl };
    const tokens = await issueTokens(jwt, issued);
    if (rule === null || counted === null) return { tokens, userId, limitState: null };
    const { used, endsAt } = counted;
    const remaining = Math.max(0, rule.limit - used);
    return { tokens, userId, limitState: toLimitState(rule, remaining, endsAt - now) };
  }

  return async function refreshSession(presented) {
    let outcome: RefreshVerdict = 'failed';
    try {
      const verdict = await judgePresented(presented);
      if (!('token' in verdict)) {
        outcome = verdict.kind;
        throw refusalOf(verdict, rule);
      }
      const refreshed = await grant(verdict);
      outcome = verdict.kind;
      return refreshed;
    } finally {
      count(outcome);
    }
  };
}

// The only place where a verdict becomes an error.
function refusalOf(verdict: Refused, rule: RateLimitRule | null): AppError {
  switch (verdict.kind) {
    case 'missing':
      return tokenMissing();
    case 'invalid':
      return tokenInvalid({ cause: verdict.cause });
    case 'expired':
      return tokenExpired();
    case 'ended':
      return tokenRevoked();
    case 'reused':
    case 'reused_false_looking':
    case 'reused_again':
      return tokenReused();
    case 'limited':
      return rateLimited({
        retryAfter: verdict.resetsIn / SECOND,
        ...(rule && { headers: rateLimitHeaders(toLimitState(rule, 0, verdict.resetsIn)) }),
      });
  }
}

function toLimitState(rule: RateLimitRule, remaining: number, resetsIn: number): LimitState {
  return { scope: 'refresh', rule, remaining, resetsIn, exceeded: false };
}
