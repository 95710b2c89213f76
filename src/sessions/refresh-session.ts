import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { rateLimited } from '../limits/errors.ts';
import { rateLimitHeaders, type Standing } from '../limits/rate-limiter.ts';
import type { RateLimitRule } from '../limits/rules.ts';
import { type Clock, SECOND } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import type { Metrics } from '../shared/metrics.ts';
import type { Random } from '../shared/random.ts';
import { tokenExpired, tokenMissing, tokenReused, tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { type IssuedTokens, issueTokens } from './issue-tokens.ts';
import { verifyRefreshToken } from './refresh-token.ts';
import type { ReportReuse } from './report-reuse.ts';
import type { SessionStore } from './session-store.ts';

export type RefreshSessionDeps = {
  db: Database;
  audit: AuditStore;
  sessions: SessionStore;
  guards: AccountGuards;
  reportReuse: ReportReuse;
  /** Where reuse is counted; what else becomes of a refresh is seen from outside. */
  metrics: Metrics;
  jwt: Jwt;
  clock: Clock;
  random: Random;
  log: Log;
  /** Runs work after the answer. */
  defer: (work: Promise<unknown>) => void;
  /** Milliseconds. */
  accessTtl: number;
  refreshGrace: number;
  /** Milliseconds; 0 for no limit. */
  idleTtl: number;
  /** Counted by the guard, which is visited anyway; null where limits are off. */
  rule: RateLimitRule | null;
};

/** Fresh tokens and whose they are, whether the answer repeats an earlier one, and how the user stands to the limit of refreshes. */
export type Refreshed = {
  tokens: IssuedTokens;
  userId: string;
  repeated: boolean;
  standing: Standing | null;
};
type Refresh = { userId: string; sessionId: string; client: ClientInfo; now: number };

export type RefreshSession = (presented: {
  token: string | null;
  client: ClientInfo;
}) => Promise<Refreshed>;

/**
 * Rotates a refresh token: one call of the guard is all it waits for. Throws `token_missing`, `token_invalid`,
 * `token_expired`, `token_revoked`, `rate_limited`, `token_reused` (the session is then dead and its owner told), `storage_unavailable`.
 */
export function createRefreshSession(deps: RefreshSessionDeps): RefreshSession {
  const {
    db,
    audit,
    sessions,
    guards,
    reportReuse,
    metrics,
    jwt,
    clock,
    random,
    log,
    defer,
    accessTtl,
    refreshGrace,
    idleTtl,
    rule,
  } = deps;
  // Coalesced by the guard: a session's row, and the event with it, follow its refreshes once a minute at the most.
  async function follow({ userId, sessionId, client, now }: Refresh): Promise<void> {
    const event = {
      type: 'session.refreshed',
      userId,
      sessionId,
      origin: client,
      at: now,
    } as const;
    await runBatch(db, [sessions.touchStatement(sessionId, now), audit.recordStatement(event)]);
  }

  async function endIdle({ userId, sessionId, client, now }: Refresh): Promise<void> {
    const event = {
      type: 'session.ended',
      userId,
      sessionId,
      origin: client,
      metadata: { reason: 'idle' },
      at: now,
    } as const;
    await runBatch(db, [
      audit.recordWhenStatement(event, sessions.isLiveCondition(sessionId, userId)),
      sessions.endStatement(sessionId, userId, now, 'idle'),
    ]);
  }

  function tooMany(resetsIn: number) {
    const standing = rule && { scope: 'refresh' as const, rule, remaining: 0, resetsIn };
    return rateLimited({
      retryAfter: resetsIn / SECOND,
      ...(standing && { headers: rateLimitHeaders(standing) }),
    });
  }

  return async function refreshSession({ token, client }) {
    if (token === null) throw tokenMissing();
    const claims = await verifyRefreshToken(jwt, token);
    const { sub: userId, sid: sessionId, jti } = claims;
    const now = clock();
    const verdict = await guards.rotate(userId, {
      sessionId,
      jti,
      successorJti: random.uuid(),
      now,
      grace: refreshGrace,
      idleTtl,
      ...(rule === null ? {} : { limit: rule }),
    });

    if (verdict.kind === 'limited') throw tooMany(verdict.count.endsAt - now);
    if (verdict.kind === 'expired') {
      if (verdict.idle)
        defer(
          endIdle({ userId, sessionId, client, now }).catch((error: unknown) =>
            log.error('idle_session_not_ended', error),
          ),
        );
      throw tokenExpired();
    }
    if (verdict.kind === 'ended') throw tokenRevoked();
    if (verdict.kind === 'reused') {
      const { unreported, retiredFor } = verdict;
      const late = retiredFor === null ? null : retiredFor - refreshGrace;
      metrics.count({
        name: 'refresh',
        outcome: unreported
          ? await reportReuse({ userId, sessionId, client, late })
          : 'reused_again',
      });
      throw tokenReused();
    }
    if (verdict.touch)
      defer(
        follow({ userId, sessionId, client, now }).catch((error: unknown) =>
          log.error('session_not_touched', error),
        ),
      );
    const tokens = await issueTokens(jwt, {
      ...verdict.token,
      userId,
      sessionId,
      accessJti: random.uuid(),
      now,
      accessTtl,
    });
    const { repeated } = verdict;
    return {
      tokens,
      userId,
      repeated,
      standing:
        rule === null || verdict.count === null ? null : toStanding(rule, verdict.count, now),
    };
  };
}

function toStanding(
  rule: RateLimitRule,
  { used, endsAt }: { used: number; endsAt: number },
  now: number,
): Standing {
  return {
    scope: 'refresh',
    rule,
    remaining: Math.max(0, rule.limit - used),
    resetsIn: endsAt - now,
    exceeded: false,
  };
}
