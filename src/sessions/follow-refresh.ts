import type { AuditStore } from '../audit/audit-store.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { SessionStore } from './session-store.ts';

export type FollowRefreshDeps = { db: Database; audit: AuditStore; sessions: SessionStore };
export type Refresh = { userId: string; sessionId: string; client: ClientInfo; now: number };

/**
 * Updates the times of the session's row and records the refresh. The guard asks for this at the
 * first refresh of a day, and when one comes from elsewhere than the last. Throws
 * `storage_unavailable`.
 */
export async function touchSession(
  { db, audit, sessions }: FollowRefreshDeps,
  { userId, sessionId, client, now }: Refresh,
): Promise<void> {
  const type = 'session.refreshed';
  await runBatch(db, [
    sessions.touchStatement(sessionId, now),
    audit.recordStatement({ type, userId, sessionId, origin: client, at: now }),
  ]);
}

/** Ends the row of an idle session, recorded once. Throws `storage_unavailable`. */
export async function endIdleSession(
  { db, audit, sessions }: FollowRefreshDeps,
  { userId, sessionId, client, now }: Refresh,
): Promise<void> {
  const type = 'session.ended';
  const metadata = { reason: 'idle' };
  const event = { type, userId, sessionId, origin: client, metadata, at: now } as const;
  await runBatch(db, [
    audit.recordWhenStatement(event, sessions.isLiveCondition(sessionId, userId)),
    sessions.endStatement(sessionId, userId, now, 'idle'),
  ]);
}
