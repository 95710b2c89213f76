import type { AuditEvent, AuditEventType } from '../audit/event.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { UserRecord } from '../users/user-directory-store.ts';

/** One act of an administrator or operator on a user. */
export type AdminContext = {
  user: UserRecord;
  /** Epoch milliseconds. */
  now: number;
  /** Builds the audit event of this act. */
  event: (type: AuditEventType) => AuditEvent;
  client: ClientInfo;
  /** The administrator; null for an operator on the command line. */
  actorId: string | null;
  reason: string | null;
  /** Whether the administrator has made sure that it was the owner who asked. */
  identified: boolean;
  /** Who acts, in words, for a mail. */
  from: string;
};
