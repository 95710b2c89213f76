import { AUDIT_EVENTS, type AuditEvent } from './event.ts';
import type { AuditRow } from './table.ts';

/** The row of an event. `id`, unless it has its own, is a UUID of version 7 of its time. */
export function toAuditRow(event: AuditEvent, id: string): AuditRow {
  return {
    id: event.id ?? id,
    type: event.type,
    riskLevel: AUDIT_EVENTS[event.type],
    userId: event.userId,
    actorId: event.actorId === undefined ? event.userId : event.actorId,
    sessionId: event.sessionId ?? null,
    ipAddress: event.origin.ipAddress,
    userAgent: event.origin.userAgent,
    requestId: event.origin.requestId,
    metadata: event.metadata ?? {},
    createdAt: event.at,
  };
}
