import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from '../users/table.ts';

/**
 * Sign-ins, one row per session, as users and admins see them; the guard decides on refreshes.
 * Times are epoch milliseconds.
 */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    deviceName: text('device_name'),
    deviceFingerprint: text('device_fingerprint'),
    userAgent: text('user_agent'),
    browser: text(),
    os: text(),
    deviceType: text('device_type'),
    ipAddress: text('ip_address'),
    city: text(),
    country: text(),
    /** Authentication method references (RFC 8176). */
    amr: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** The OAuth client that holds it; null for a sign-in at our own routes. */
    clientId: text('client_id'),
    createdAt: integer('created_at').notNull(),
    lastActivityAt: integer('last_activity_at').notNull(),
    lastRotationAt: integer('last_rotation_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at'),
    revokeReason: text('revoke_reason'),
    /** The guard's number of the change that wrote this row: a lower one comes too late. */
    seq: integer().notNull().default(0),
  },
  (table) => [
    index('sessions_of_user').on(table.userId),
    index('sessions_expires_at').on(table.expiresAt),
  ],
);
