import type { AuditEventType } from '../../audit/event.ts';
import type { ClientInfo } from '../../http/client-info.ts';

/** Who does it, and why. */
export type By = {
  /** Null for an operator on the command line. */
  actorId: string | null;
  reason?: string | null;
  /** When the client that they saw was changed last (epoch ms): no other version will do. */
  seen?: number;
  client: ClientInfo;
};

/**
 * Returns the event of an act on a client. It is under the id of the client, which no user has, so
 * that an index finds its history. `at` in epoch milliseconds.
 */
export const eventOf = (type: AuditEventType, clientId: string, by: By, at: number) => ({
  type,
  userId: clientId,
  actorId: by.actorId,
  origin: by.client,
  metadata: {
    client_id: clientId,
    ...(by.reason == null ? {} : { reason: by.reason }),
  } as Record<string, string>,
  at,
});
