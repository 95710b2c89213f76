import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { EndReason } from '../guard/session.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { SessionStore } from './session-store.ts';

export type EndSessionDeps = {
  db: Database;
  sessions: SessionStore;
  audit: AuditStore;
  guards: AccountGuards;
  clock: Clock;
};
export type EndSessionInput = {
  userId: string;
  sessionId: string;
  reason: EndReason;
  client: ClientInfo;
};

/** {@link endSession} with its dependencies. */
export const createEndSession = (deps: EndSessionDeps) => (input: EndSessionInput) =>
  endSession(deps, input);
export type EndSession = ReturnType<typeof createEndSession>;

/**
 * Ends a session at the guard and in D1 at once. Returns false, and changes nothing, for a session
 * that does not exist or has ended. Safe to retry if either write fails. Throws
 * `storage_unavailable`.
 */
export async function endSession(
  { db, sessions, audit, guards, clock }: EndSessionDeps,
  { userId, sessionId, reason, client }: EndSessionInput,
): Promise<boolean> {
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
}
