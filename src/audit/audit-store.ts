import { type SQL, sql } from 'drizzle-orm';
import type { Database, Statement } from '../shared/database.ts';
import type { Random } from '../shared/random.ts';
import { AUDIT_EVENTS, type AuditEvent } from './event.ts';
import { auditEvents } from './table.ts';

/** Where audit events are written. */
export type AuditStore = ReturnType<typeof createAuditStore>;

/** Audit events in D1. */
export function createAuditStore(db: Database, random: Random) {
  const toRow = (event: AuditEvent) => ({
    id: random.uuidAt(event.at),
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
  });

  return {
    /** The insert of an event, for the batch that makes the change it tells of. */
    recordStatement: (event: AuditEvent): Statement => db.insert(auditEvents).values(toRow(event)),

    /** Like {@link recordStatement}, but only if `condition` holds when the batch runs: no change, no event. */
    recordWhenStatement(event: AuditEvent, condition: SQL): Statement {
      const row = toRow(event);
      const columns = {
        id: sql`${row.id}`.as('id'),
        type: sql`${row.type}`.as('type'),
        riskLevel: sql`${row.riskLevel}`.as('risk_level'),
        userId: sql`${row.userId}`.as('user_id'),
        actorId: sql`${row.actorId}`.as('actor_id'),
        sessionId: sql`${row.sessionId}`.as('session_id'),
        ipAddress: sql`${row.ipAddress}`.as('ip_address'),
        userAgent: sql`${row.userAgent}`.as('user_agent'),
        requestId: sql`${row.requestId}`.as('request_id'),
        metadata: sql`${JSON.stringify(row.metadata)}`.as('metadata'),
        createdAt: sql`${row.createdAt}`.as('created_at'),
      };
      return db.insert(auditEvents).select(db.select(columns).from(sql`(select 1)`).where(condition));
    },

    /** Writes an event on its own, for what changes nothing else. */
    async record(event: AuditEvent): Promise<void> {
      await db.insert(auditEvents).values(toRow(event));
    },
  };
}
