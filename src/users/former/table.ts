import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from '../table.ts';

/** Former passwords, so that none is reused. */
export const passwordHistory = sqliteTable(
  'password_history',
  {
    id: text().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    passwordHash: text('password_hash').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('password_history_user').on(table.userId, table.createdAt)],
);

/**
 * Erased users, for as long as a message about them may be on its way: what arrives late is
 * recorded under the pseudonym, and brings nothing back.
 */
export const erasedUsers = sqliteTable(
  'erased_users',
  {
    /** A digest of the id: `erasedDigest`. */
    userId: text('user_id').primaryKey(),
    pseudonym: text().notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('erased_users_expires_at').on(table.expiresAt)],
);
