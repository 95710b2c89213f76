import type { AccountGuards } from '../guard/account-guards.ts';
import type { SessionOrigin } from '../guard/session.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { looksLikeFalsePositive } from './looks-like-false-positive.ts';
import { securityNoticeJob } from './security-mail.ts';

export type ReportReuseDeps = {
  guards: AccountGuards;
  enqueue: EnqueueJob;
  log: Log;
  clock: Clock;
};
export type ReportReuseInput = {
  userId: string;
  sessionId: string;
  client: ClientInfo;
  /** Where the session began; null if that is not known. */
  began: SessionOrigin | null;
  /** Milliseconds after the end of the grace; null if unknown. */
  late: number | null;
};

/** {@link reportReuse} with its dependencies. */
export const createReportReuse = (deps: ReportReuseDeps) => (input: ReportReuseInput) =>
  reportReuse(deps, input);
export type ReportReuse = ReturnType<typeof createReportReuse>;

/**
 * Reports a reused refresh token, for which the guard has ended the session and recorded a critical
 * event: queues the mail to the owner. The guard is notified last, so a failure half-way is
 * repeated when the token is presented again. Returns, and logs, whether it looks like a false
 * positive (`looks-like-false-positive.ts`). Throws `storage_unavailable`.
 */
export async function reportReuse(
  { guards, enqueue, log, clock }: ReportReuseDeps,
  { userId, sessionId, client, began, late }: ReportReuseInput,
): Promise<'reused' | 'reused_false_looking'> {
  await enqueue(securityNoticeJob, {
    userId,
    kind: 'refresh_token_reused',
    at: clock(),
    from: describeClient(client),
  });
  await guards.reuseReported(userId, sessionId);
  const falseLooking = looksLikeFalsePositive({ late, client, began });
  log.warn('refresh_token_reused', {
    user_id: userId,
    session_id: sessionId,
    looks_false: falseLooking,
    late_ms: late,
  });
  return falseLooking ? 'reused_false_looking' : 'reused';
}
