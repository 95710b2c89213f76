import type { AccountGuards } from '../guard/account-guards.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import { tokenExpired, tokenMissing, tokenReused, tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { type IssuedTokens, issueTokens } from './issue-tokens.ts';
import { verifyRefreshToken } from './refresh-token.ts';
import type { ReportReuse } from './report-reuse.ts';
import type { SessionStore } from './session-store.ts';

export type RefreshSessionDeps = {
  sessions: SessionStore;
  guards: AccountGuards;
  reportReuse: ReportReuse;
  jwt: Jwt;
  clock: Clock;
  random: Random;
  log: Log;
  /** Runs work after the answer. */
  defer: (work: Promise<unknown>) => void;
  /** Milliseconds. */
  accessTtl: number;
  refreshGrace: number;
};

export type RefreshSession = ReturnType<typeof createRefreshSession>;

/**
 * Rotates a refresh token: one call of the guard is all it waits for. Throws `token_missing`, `token_invalid`,
 * `token_expired`, `token_revoked`, `token_reused` (the session is then dead and its owner told), `storage_unavailable`.
 */
export function createRefreshSession(deps: RefreshSessionDeps) {
  const { sessions, guards, reportReuse, jwt, clock, random, log, defer, accessTtl, refreshGrace } = deps;
  return async function refreshSession({ token, client }: { token: string | null; client: ClientInfo }): Promise<IssuedTokens> {
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
    });

    if (verdict.kind === 'expired') throw tokenExpired();
    if (verdict.kind === 'ended') throw tokenRevoked();
    if (verdict.kind === 'reused') {
      if (verdict.unreported) await reportReuse({ userId, sessionId, client });
      throw tokenReused();
    }
    if (verdict.touch) defer(sessions.touch(sessionId, now).catch((error: unknown) => log.error('session_not_touched', error)));
    return issueTokens(jwt, {
      ...verdict.token,
      userId,
      sessionId,
      accessJti: random.uuid(),
      now,
      accessTtl,
    });
  };
}
