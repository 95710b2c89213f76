import type { AuditStore } from '../audit/audit-store.ts';
import { UNKNOWN_ORIGIN } from '../audit/event.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import { ADMINISTRATOR } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { Statement } from '../shared/database.ts';
import { verificationJob } from '../sign-up/verification-job.ts';
import type { UserRecord } from '../users/user-directory-store.ts';

export type ResendToUserDeps = {
  changeUser: ChangeUser;
  audit: Pick<AuditStore, 'recordStatement'>;
  enqueue: EnqueueJob;
  clock: Clock;
};
type ResendToUserInput = {
  user: UserRecord;
  actorId: string;
  reason: string | null;
  job: { id: string; done: Statement };
};
export type ResendToUser = (input: ResendToUserInput) => Promise<void>;

/**
 * Asks for another mail that verifies somebody’s address, as they could themselves, within the same
 * limits: whether it is due is decided when it is sent. Of several asked for within a minute, as by
 * a try that is repeated, one is sent. Throws `changed_meanwhile`, `storage_unavailable`.
 */
export const createResendToUser =
  ({ changeUser, audit, enqueue, clock }: ResendToUserDeps): ResendToUser =>
  async ({ user, actorId, reason, job }) => {
    const { id: userId, email, version, locale } = user;
    // First: an event without its mail would be wrong, a mail without its event is asked for again.
    await enqueue(verificationJob, { email, from: ADMINISTRATOR, language: locale });
    const event = {
      type: 'admin.verification_resent',
      userId,
      actorId,
      origin: UNKNOWN_ORIGIN,
      metadata: { reason, job: job.id },
      at: clock(),
    } as const;
    const statements = [audit.recordStatement(event)] as const;
    await changeUser({ userId, statements, also: [job.done], seen: version });
  };
