import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Audit events, for account owners and administrators. They outlive the user under a pseudonym. */
export const auditEvents = sqliteTable(
  'audit_events',
  {
    /** UUID v7, so ids sort by time. */
    id: text().primaryKey(),
    type: text().notNull(),
    riskLevel: text('risk_level', {
      enum: ['low', 'medium', 'high', 'critical'],
    }).notNull(),
    /** The account, OAuth client or job that the event is about; null for unknown names. */
    userId: text('user_id'),
    /** Who did it: the user, an administrator, or null for the service and unknown callers. */
    actorId: text('actor_id'),
    sessionId: text('session_id'),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    requestId: text('request_id'),
    metadata: text({ mode: 'json' })
      .$type<Record<string, string | number | boolean | null>>()
      .notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('audit_events_user').on(table.userId, table.id),
    // Only actions of administrators on others, which are few: a full index would cost every
    // sign-in a row.
    index('audit_events_acts').on(table.actorId).where(sql`actor_id <> user_id`),
    // What operators look at first, which is rare: a full index would cost every event a row.
    index('audit_events_risky')
      .on(table.riskLevel, table.id)
      .where(sql`risk_level = 'critical' or risk_level = 'high'`),
  ],
);

/** An event as stored. */
export type AuditRow = typeof auditEvents.$inferSelect;
