import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Log } from '../shared/log.ts';
import { looksLikeFalsePositive } from './looks-like-false-positive.ts';
import { securityNoticeJob } from './security-mail.ts';
import type { SessionStore } from './session-store.ts';

export type ReportReuseDeps = {
  db: Database;
  sessions: SessionStore;
  audit: AuditStore;
  guards: AccountGuards;
  enqueue: EnqueueJob;
  log: Log;
  clock: Clock;
};
export type ReportReuseInput = {
  userId: string;
  sessionId: string;
  client: ClientInfo;
  /** Milliseconds after the end of the grace; null if unknown. */
  late: number | null;
};

/** {@link reportReuse} with its dependencies. */
export const createReportReuse = (deps: ReportReuseDeps) => (input: ReportReuseInput) =>
  reportReuse(deps, input);
export type ReportReuse = ReturnType<typeof createReportReuse>;

/**
 * Reports a reused refresh token that the guard found: ends the session's row, records a critical
 * event and queues the mail to the owner. The guard is notified last, so a failure half-way is
 * repeated when the token is presented again. Returns, and logs, whether it looks like a false
 * positive (`looks-like-false-positive.ts`). Throws `storage_unavailable`.
 */
export async function reportReuse(
  { db, sessions, audit, guards, enqueue, log, clock }: ReportReuseDeps,
  { userId, sessionId, client, late }: ReportReuseInput,
): Promise<'reused' | 'reused_false_looking'> {
  const now = clock();
  const event = {
    type: 'session.refresh_token_reused',
    userId,
    actorId: null,
    sessionId,
    origin: client,
    at: now,
  } as const;
  const [[origin]] = await runBatch(db, [
    sessions.originStatement(sessionId),
    audit.recordWhenStatement(event, sessions.isLiveCondition(sessionId, userId)),
    sessions.endStatement(sessionId, userId, now, 'refresh_token_reused'),
  ]);
  await enqueue(securityNoticeJob, {
    userId,
    kind: 'refresh_token_reused',
    at: now,
    from: describeClient(client),
  });
  await guards.reuseReported(userId, sessionId);
  const falseLooking = looksLikeFalsePositive({ late, client, origin });
  log.warn('refresh_token_reused', {
    user_id: userId,
    session_id: sessionId,
    looks_false: falseLooking,
    late_ms: late,
  });
  return falseLooking ? 'reused_false_looking' : 'reused';
}
