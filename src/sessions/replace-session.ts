import type { AuditStore } from '../audit/audit-store.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { type Clock, MINUTE, SECOND } from '../shared/clock.ts';
import type { Statement } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { User } from '../users/user.ts';
import { evictedSessionsJob } from './end-sessions-job.ts';
import { verifyRefreshToken } from './refresh-token.ts';
import type { SessionStore } from './session-store.ts';

export type EndEvictedDeps = {
  sessions: SessionStore;
  enqueue: EnqueueJob;
  clock: Clock;
  log: Log;
};

/** Seconds after which every insert that was in flight has landed. */
const LANDED = MINUTE / SECOND;

/**
 * Returns the session of this user that the browser's cookies still hold, judged by their
 * signatures only, or null. A sign-in replaces it (OWASP ASVS 5.0, 7.2.4).
 */
export async function findBorneSession(
  jwt: Jwt,
  { user, client }: { user: User; client: ClientInfo },
): Promise<string | null> {
  const { refreshToken = null, accessToken = null } = client.bears ?? {};
  const borne = await Promise.all([
    refreshToken === null ? null : verifyRefreshToken(jwt, refreshToken).catch(() => null),
    accessToken === null ? null : verifyAccessToken(jwt, accessToken).catch(() => null),
  ]);
  return borne.find((claims) => claims?.sub === user.id)?.sid ?? null;
}

/** Statements that end and record a replaced session if it is still alive. */
export function endReplacedStatements(
  { sessions, audit }: { sessions: SessionStore; audit: AuditStore },
  {
    user,
    client,
    replaced,
    now,
  }: { user: User; client: ClientInfo; replaced: string; now: number },
): Statement[] {
  const event = {
    type: 'session.ended',
    userId: user.id,
    sessionId: replaced,
    origin: client,
    metadata: { reason: 'replaced' },
    at: now,
  } as const;
  return [
    audit.recordWhenStatement(event, sessions.isLiveCondition(replaced, user.id)),
    sessions.endStatement(replaced, user.id, now, 'replaced'),
  ];
}

/**
 * Ends in D1 the sessions that the guard ended to make room. A row that does not exist yet, as its
 * own sign-in is still in flight, or that cannot be written is left to a job. Throws
 * `storage_unavailable` if the queue fails too.
 */
export async function endEvicted(
  { sessions, enqueue, clock, log }: EndEvictedDeps,
  userId: string,
  evicted: string[],
): Promise<void> {
  if (evicted.length === 0) return;
  const ended = await sessions
    .endMany(evicted, { userId, now: clock(), reason: 'too_many_sessions' })
    .catch((error: unknown): string[] => {
      log.error('evicted_sessions_not_ended', error);
      return [];
    });
  const sessionIds = evicted.filter((id) => !ended.includes(id));
  if (sessionIds.length > 0)
    await enqueue(evictedSessionsJob, { userId, sessionIds }, { delay: LANDED });
}
