import type { AuditStore } from '../audit/audit-store.ts';
import { UNKNOWN_ORIGIN } from '../audit/event.ts';
import type { RecordDeadLetter } from '../mail/consume-jobs.ts';
import type { Clock } from '../shared/clock.ts';
import type { UserStore } from '../users/user-store.ts';

/** Records an audit event for a job that was given up. */
export function createRecordDeadLetter({
  users,
  audit,
  clock,
}: {
  users: UserStore;
  audit: AuditStore;
  clock: Clock;
}): RecordDeadLetter {
  return async ({ type, id, userId: about, clientId }) => {
    // A job may outlive its account; then the event names no user.
    const userId = about === null ? null : ((await users.findById(about))?.id ?? null);
    await audit.record({
      type: 'mail.dead_lettered',
      userId,
      actorId: null,
      origin: UNKNOWN_ORIGIN,
      metadata: { job_type: type, job_id: id, ...(clientId && { client_id: clientId }) },
      at: clock(),
    });
  };
}
