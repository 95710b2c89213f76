import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { SessionStore } from './session-store.ts';

export type EndOtherSessionsDeps = {
  db: Database;
  sessions: SessionStore;
  audit: AuditStore;
  guards: AccountGuards;
  clock: Clock;
};
export type EndOtherSessionsInput = { userId: string; keepId: string; client: ClientInfo };

/** {@link endOtherSessions} with its dependencies. */
export const createEndOtherSessions =
  (deps: EndOtherSessionsDeps) => (input: EndOtherSessionsInput) =>
    endOtherSessions(deps, input);
export type EndOtherSessions = ReturnType<typeof createEndOtherSessions>;

/**
 * Ends every session of a user but one, at the guard and in D1 at once. Returns how many. Safe to
 * retry after a failure. Throws `storage_unavailable`.
 */
export async function endOtherSessions(
  { db, sessions, audit, guards, clock }: EndOtherSessionsDeps,
  { userId, keepId, client }: EndOtherSessionsInput,
): Promise<number> {
  const now = clock();
  const event = {
    type: 'session.others_ended',
    userId,
    sessionId: keepId,
    origin: client,
    at: now,
  } as const;
  const [, [ended]] = await Promise.all([
    guards.endOthers(userId, keepId, 'terminated'),
    runBatch(db, [
      sessions.endAllStatement(userId, now, 'terminated', { exceptId: keepId }),
      audit.recordStatement(event),
    ]),
  ]);
  return ended.length;
}
