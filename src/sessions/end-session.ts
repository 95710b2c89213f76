import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { EndReason } from './session.ts';
import type { SessionStore } from './session-store.ts';

export type EndSessionDeps = {
  db: Database;
  sessions: SessionStore;
  audit: AuditStore;
  guards: AccountGuards;
  clock: Clock;
};
export type EndSession = ReturnType<typeof createEndSession>;

/**
 * Ends a session at the guard and in D1 at once; one that is not there or has ended stays as it is, which is
 * answered by false. If either write fails the whole may
 * be repeated. Throws `storage_unavailable`.
 */
export function createEndSession({ db, sessions, audit, guards, clock }: EndSessionDeps) {
  return async function endSession({
    userId,
    sessionId,
    reason,
    client,
  }: {
    userId: string;
    sessionId: string;
    reason: EndReason;
    client: ClientInfo;
  }): Promise<boolean> {
    const now = clock();
    const event = {
      type: 'session.ended',
      userId,
      sessionId,
      origin: client,
      metadata: { reason },
      at: now,
    } as const;
    const [, [, ended]] = await Promise.all([
      guards.end(userId, [sessionId], reason),
      runBatch(db, [
        audit.recordWhenStatement(event, sessions.isLiveCondition(sessionId, userId)),
        sessions.endStatement(sessionId, userId, now, reason),
      ]),
    ]);
    return ended.length > 0;
  };
}
