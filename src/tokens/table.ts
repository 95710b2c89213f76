import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Individually revoked access tokens (RFC 7009), each kept until it would have expired. Times are
 * epoch milliseconds.
 */
export const revokedTokens = sqliteTable(
  'revoked_tokens',
  {
    jti: text().primaryKey(),
    userId: text('user_id').notNull(),
    sessionId: text('session_id').notNull(),
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at').notNull(),
  },
  (table) => [
    index('revoked_tokens_expires_at').on(table.expiresAt),
    index('revoked_tokens_user').on(table.userId),
  ],
);
