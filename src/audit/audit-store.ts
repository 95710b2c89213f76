import { and, count, desc, eq, gte, inArray, lt, ne, type SQL, sql } from 'drizzle-orm';
import { type Database, type Statement, selectRows } from '../shared/database.ts';
import type { Random } from '../shared/random.ts';
import {
  AUDIT_EVENTS,
  type AuditEvent,
  type AuditEventType,
  type RiskLevel,
  UNKNOWN_ORIGIN,
} from './event.ts';
import { auditEvents } from './table.ts';

/** Events that one query answers. */
const PAGE = 1000;

/** An event as D1 holds it. */
export type AuditRow = typeof auditEvents.$inferSelect;

export type AuditQuery = {
  userId: string;
  type: AuditEventType | undefined;
  riskLevel: RiskLevel | undefined;
  from: number | undefined;
  to: number | undefined;
  cursor: string | undefined;
  limit: number;
};

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
      return db
        .insert(auditEvents)
        .select(db.select(columns).from(sql`(select 1)`).where(condition));
    },

    /**
     * The insert of one event for each of many users of whom `condition` holds when the batch runs, in one statement. It is
     * given the user's id.
     */
    recordEachWhenStatement(events: AuditEvent[], condition: (userId: SQL) => SQL): Statement {
      const rows = events.map((event) => ({
        ...toRow(event),
        metadata: JSON.stringify(event.metadata ?? {}),
      }));
      return db
        .insert(auditEvents)
        .select(selectRows(auditEvents, rows, (row) => condition(row('userId'))));
    },

    /** Events of a user that fit, the latest first, and one more than `limit` if there are more. Times in epoch milliseconds. */
    list({ userId, type, riskLevel, from, to, cursor, limit }: AuditQuery) {
      const fits = and(
        eq(auditEvents.userId, userId),
        type === undefined ? undefined : eq(auditEvents.type, type),
        riskLevel === undefined ? undefined : eq(auditEvents.riskLevel, riskLevel),
        from === undefined ? undefined : gte(auditEvents.createdAt, from),
        to === undefined ? undefined : lt(auditEvents.createdAt, to),
        // Ids sort by time and never change: what comes later comes in front of the first page, never into a later one.
        cursor === undefined ? undefined : lt(auditEvents.id, cursor),
      );
      return db
        .select()
        .from(auditEvents)
        .where(fits)
        .orderBy(desc(auditEvents.id))
        .limit(limit + 1);
    },

    /** Every event of a user, the latest first, a page after the other. */
    async listAll(userId: string): Promise<AuditRow[]> {
      const all: AuditRow[] = [];
      for (;;) {
        const last = all.at(-1);
        const page = await db
          .select()
          .from(auditEvents)
          .where(
            and(
              eq(auditEvents.userId, userId),
              last === undefined ? undefined : lt(auditEvents.id, last.id),
            ),
          )
          .orderBy(desc(auditEvents.id))
          .limit(PAGE);
        all.push(...page);
        if (page.length < PAGE) return all;
      }
    },

    /** How often each kind of event happened since a moment (epoch milliseconds). */
    async countByType(since: number): Promise<Map<string, number>> {
      const rows = await db
        .select({ type: auditEvents.type, count: count() })
        .from(auditEvents)
        .where(gte(auditEvents.createdAt, since))
        // The plus keeps SQLite from grouping by walking the index of all events (https://sqlite.org/optoverview.html §2.1).
        .groupBy(sql`+${auditEvents.type}`);
      return new Map(rows.map((row) => [row.type, row.count]));
    },

    /**
     * Takes the person out of every event: they stay, under a pseudonym that stands nowhere else, and tell what happened
     * but neither to whom nor from where. Only if `condition` holds.
     */
    forgetStatements(userId: string, pseudonym: string, condition: SQL): [Statement, Statement] {
      const traces = {
        ...UNKNOWN_ORIGIN,
        sessionId: null,
        metadata: {},
      };
      return [
        db
          .update(auditEvents)
          .set({
            ...traces,
            userId: pseudonym,
            actorId: sql`case when ${auditEvents.actorId} = ${userId} then ${pseudonym} else ${auditEvents.actorId} end`,
          })
          .where(and(eq(auditEvents.userId, userId), condition)),
        db
          .update(auditEvents)
          .set({ ...UNKNOWN_ORIGIN, actorId: pseudonym })
          .where(
            and(
              eq(auditEvents.actorId, userId),
              ne(auditEvents.actorId, auditEvents.userId),
              condition,
            ),
          ),
      ];
    },

    async countBefore(before: number): Promise<number> {
      const [row] = await db
        .select({ count: count() })
        .from(auditEvents)
        .where(lt(auditEvents.createdAt, before));
      return row?.count ?? 0;
    },

    /** Deletes up to `limit` events from before a moment. Answers how many. */
    async deleteBefore(before: number, limit: number): Promise<number> {
      const old = db
        .select({ id: auditEvents.id })
        .from(auditEvents)
        .where(lt(auditEvents.createdAt, before))
        .limit(limit);
      const { meta } = await db.delete(auditEvents).where(inArray(auditEvents.id, old));
      return meta.changes;
    },

    /** Writes an event on its own, for what changes nothing else. */
    async record(event: AuditEvent): Promise<void> {
      await db.insert(auditEvents).values(toRow(event));
    },
  };
}
