import { and, asc, count, desc, eq, gt, gte, inArray, lt, ne, type SQL, sql } from 'drizzle-orm';
import {
  type Database,
  type Facts,
  type Statement,
  selectRows,
  withFacts,
} from '../shared/database.ts';
import { lowestUuidAt, type Random } from '../shared/random.ts';
import { type AuditEvent, type AuditEventType, type RiskLevel, UNKNOWN_ORIGIN } from './event.ts';
import { type AuditRow, auditEvents } from './table.ts';
import { toAuditRow } from './to-row.ts';

/** Events per query. */
export const PAGE = 1000;

export type AuditQuery = {
  userId: string;
  type: AuditEventType | undefined;
  /** Only these types; all of them by default. */
  types?: readonly AuditEventType[] | undefined;
  riskLevel: RiskLevel | undefined;
  from: number | undefined;
  to: number | undefined;
  cursor: string | undefined;
  limit: number;
  /** Whether to fail rather than leave out what was recorded a moment ago. */
  mustBeWhole?: boolean;
};

/** Reads and writes audit events. */
export type AuditStore = ReturnType<typeof createAuditStore>;

/** Creates the store of audit events in D1. */
export function createAuditStore(db: Database, random: Random) {
  return { ...records(db, random), ...reads(db), ...removals(db) };
}

// By id, which sorts by time: an index of times would cost every event a row.
const olderThan = (before: number) =>
  and(lt(auditEvents.id, lowestUuidAt(before)), lt(auditEvents.createdAt, before));

const toRow = (event: AuditEvent, random: Random): AuditRow =>
  toAuditRow(event, random.uuidAt(event.at));

function records(db: Database, random: Random) {
  return {
    /** Returns the insert of an event, for the batch that makes the change it records. */
    recordStatement: (event: AuditEvent): Statement =>
      db.insert(auditEvents).values(toRow(event, random)),

    /** Like {@link recordStatement}, if `condition` holds when the batch runs, with `facts`. */
    recordWhenStatement(event: AuditEvent, condition: SQL, facts: Facts = {}): Statement {
      const row = toRow(event, random);
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
        metadata: withFacts(row.metadata, facts).as('metadata'),
        createdAt: sql`${row.createdAt}`.as('created_at'),
      };
      return db
        .insert(auditEvents)
        .select(db.select(columns).from(sql`(select 1)`).where(condition));
    },

    /**
     * Returns one statement that inserts an event for each user for whom `condition`, given the
     * user's id, holds when the batch runs.
     */
    recordEachWhenStatement(events: AuditEvent[], condition: (userId: SQL) => SQL): Statement {
      const rows = events.map((event) => ({
        ...toRow(event, random),
        metadata: JSON.stringify(event.metadata ?? {}),
      }));
      return db
        .insert(auditEvents)
        .select(selectRows(auditEvents, rows, (row) => condition(row('userId'))));
    },

    /** Records an event by itself, when there is no other change. */
    async record(event: AuditEvent): Promise<void> {
      await db.insert(auditEvents).values(toRow(event, random));
    },
  };
}

function reads(db: Database) {
  const selectOf = (filter: SQL | undefined, limit: number) =>
    db.select().from(auditEvents).where(filter).orderBy(desc(auditEvents.id)).limit(limit);
  return {
    /**
     * Returns the matching events of a user, newest first, and one more than `limit` if there are
     * more. Times in epoch milliseconds.
     */
    async list(query: AuditQuery): Promise<AuditRow[]> {
      const { userId, type, types, riskLevel, from, to, cursor, limit } = query;
      const matches = and(
        eq(auditEvents.userId, userId),
        type === undefined ? undefined : eq(auditEvents.type, type),
        types === undefined ? undefined : inArray(auditEvents.type, [...types]),
        riskLevel === undefined ? undefined : eq(auditEvents.riskLevel, riskLevel),
        from === undefined ? undefined : gte(auditEvents.createdAt, from),
        to === undefined ? undefined : lt(auditEvents.createdAt, to),
        // Ids sort by time and never change, so new events go before the first page, never into a
        // later one.
        cursor === undefined ? undefined : lt(auditEvents.id, cursor),
      );
      return selectOf(matches, limit + 1);
    },

    /**
     * Returns the select of up to {@link PAGE} of a user's events since a moment (epoch
     * milliseconds) and after the id `after`, oldest first.
     */
    sinceStatement: (userId: string, since: number, after = lowestUuidAt(since)) =>
      db
        .select()
        .from(auditEvents)
        .where(and(eq(auditEvents.userId, userId), gt(auditEvents.id, after)))
        .orderBy(asc(auditEvents.id))
        .limit(PAGE),

    /** Returns an event that D1 has; null for any other id. */
    find: async (id: string): Promise<AuditRow | null> =>
      (await selectOf(eq(auditEvents.id, id), 1))[0] ?? null,

    /** Returns every event of a user, newest first. Reads page by page. */
    async listAll(userId: string): Promise<AuditRow[]> {
      const all: AuditRow[] = [];
      for (;;) {
        const last = all.at(-1);
        const older = last === undefined ? undefined : lt(auditEvents.id, last.id);
        const page = await selectOf(and(eq(auditEvents.userId, userId), older), PAGE);
        all.push(...page);
        if (page.length < PAGE) return all;
      }
    },

    /** Counts the events before a moment (epoch milliseconds). */
    async countBefore(before: number): Promise<number> {
      // biome-ignore lint/plugin/bounded-query: the flush keeps these few.
      const [row] = await db.select({ count: count() }).from(auditEvents).where(olderThan(before));
      return row?.count ?? 0;
    },
  };
}

function removals(db: Database) {
  return {
    /**
     * Returns statements that anonymise every event of a user, if `condition` holds. The events
     * stay under a pseudonym that is used nowhere else, without their origin, session and metadata.
     */
    forgetStatements(userId: string, pseudonym: string, condition: SQL): [Statement, Statement] {
      const { actorId } = auditEvents;
      const origin = { ...UNKNOWN_ORIGIN };
      return [
        db
          .update(auditEvents)
          .set({
            ...{ sessionId: null, ...origin, metadata: {} },
            userId: pseudonym,
            actorId: sql`case when ${actorId} = ${userId} then ${pseudonym} else ${actorId} end`,
          })
          .where(and(eq(auditEvents.userId, userId), condition)),
        db
          .update(auditEvents)
          .set({ ...origin, actorId: pseudonym })
          .where(and(eq(actorId, userId), ne(actorId, auditEvents.userId), condition)),
      ];
    },

    /** Deletes up to `limit` events before a moment (epoch milliseconds). Returns the number. */
    async deleteBefore(before: number, limit: number): Promise<number> {
      const old = db
        .select({ id: auditEvents.id })
        .from(auditEvents)
        .where(olderThan(before))
        .limit(limit);
      const { meta } = await db.delete(auditEvents).where(inArray(auditEvents.id, old));
      return meta.changes;
    },
  };
}
