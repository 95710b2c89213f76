import type { RefreshVerdict } from '../guard/judge-refresh.ts';
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
  type Granted,
  type JudgePresentedDeps,
  judgePresented,
  type PresentedToken,
  type Refused,
} from './judge-presented.ts';

export type RefreshSessionDeps = JudgePresentedDeps & {
  /** Where each verdict is counted. */
  metrics: Metrics;
  /** Milliseconds. */
  accessTtl: number;
};

/** Fresh tokens, their user, and the state of the refresh limit. */
export type Refreshed = { tokens: IssuedTokens; userId: string; limitState: LimitState | null };

/** {@link refreshSession} with its dependencies. */
export const createRefreshSession = (deps: RefreshSessionDeps) => (presented: PresentedToken) =>
  refreshSession(deps, presented);
export type RefreshSession = ReturnType<typeof createRefreshSession>;

/**
 * Rotates a refresh token; waits for only one call of the guard. Throws `token_missing`,
 * `token_invalid`, `token_expired`, `token_revoked`, `rate_limited`, `token_reused` (the session
 * has then ended and its owner is notified), `storage_unavailable`.
 */
export async function refreshSession(
  deps: RefreshSessionDeps,
  presented: PresentedToken,
): Promise<Refreshed> {
  let outcome: RefreshVerdict = 'failed';
  try {
    const verdict = await judgePresented(deps, presented);
    if (!('token' in verdict)) {
      outcome = verdict.kind;
      throw refusalOf(verdict, deps.rule);
    }
    const refreshed = await grant(deps, verdict);
    outcome = verdict.kind;
    return refreshed;
  } finally {
    count(deps.metrics, outcome);
  }
}

function count(metrics: Metrics, outcome: RefreshVerdict): void {
  metrics.count({ name: 'refresh', outcome });
  if (outcome === 'limited') metrics.count({ name: 'limit', scope: 'refresh' });
}

async function grant(
  { jwt, random, accessTtl, rule }: RefreshSessionDeps,
  { refresh, token, count: counted }: Granted,
): Promise<Refreshed> {
  const { userId, sessionId, now } = refresh;
  const accessJti = random.uuid();
  const issued = { ...token, userId, sessionId, accessJti, now, accessTtl };
  const tokens = await issueTokens(jwt, issued);
  if (rule === null || counted === null) return { tokens, userId, limitState: null };
  const { used, endsAt } = counted;
  const remaining = Math.max(0, rule.limit - used);
  return { tokens, userId, limitState: toLimitState(rule, remaining, endsAt - now) };
}

// The only place where a verdict becomes an error.
function refusalOf(verdict: Refused, rule: RateLimitRule | null): AppError {
  switch (verdict.kind) {
    case 'missing':
      return tokenMissing({ detail: 'Send `refresh_token`, or the cookie of the sign-in.' });
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
