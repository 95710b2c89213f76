import type { AuditStore } from '../audit/audit-store.ts';
import type { RecordDeadLetter } from '../mail/consume-jobs.ts';
import type { Clock } from '../shared/clock.ts';

/** Puts a job that was given up into the audit trail. */
export function createRecordDeadLetter({ audit, clock }: { audit: AuditStore; clock: Clock }): RecordDeadLetter {
  return async ({ type, id, userId }) => {
    const origin = { ipAddress: null, userAgent: null, requestId: null };
    await audit.record({
      type: 'mail.dead_lettered',
      userId,
      actorId: null,
      origin,
      metadata: { job_type: type, job_id: id },
      at: clock(),
    });
  };
}
