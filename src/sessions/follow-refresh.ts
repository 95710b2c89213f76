import type { AuditStore } from '../audit/audit-store.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { SessionStore } from './session-store.ts';

export type FollowRefreshDeps = { db: Database; audit: AuditStore; sessions: SessionStore };
export type Refresh = { userId: string; sessionId: string; client: ClientInfo; now: number };

/** What D1 learns of a refresh after the answer. Both throw `storage_unavailable`. */
export function createFollowRefresh({ db, audit, sessions }: FollowRefreshDeps) {
  return {
    /**
     * Moves the times of the session's row and records the refresh. The guard asks for it at most
     * once a minute.
     */
    async touch({ userId, sessionId, client, now }: Refresh): Promise<void> {
      const type = 'session.refreshed';
      await runBatch(db, [
        sessions.touchStatement(sessionId, now),
        audit.recordStatement({ type, userId, sessionId, origin: client, at: now }),
      ]);
    },

    /** Ends the row of a session that was idle too long, and records that once. */
    async endIdle({ userId, sessionId, client, now }: Refresh): Promise<void> {
      const type = 'session.ended';
      const metadata = { reason: 'idle' };
      const event = { type, userId, sessionId, origin: client, metadata, at: now } as const;
      await runBatch(db, [
        audit.recordWhenStatement(event, sessions.isLiveCondition(sessionId, userId)),
        sessions.endStatement(sessionId, userId, now, 'idle'),
      ]);
    },
  };
}
