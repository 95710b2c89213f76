import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from '../table.ts';
import { MAIL_OUTCOMES } from './mail-outcome.ts';

/** Mails to users and what became of them: never where they went, nor what they said. */
export const mails = sqliteTable(
  'mails',
  {
    /** Who was meant, whatever address it went to. */
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The id of the message that it came from, the same at each try. */
    id: text().notNull(),
    /** A `MailKind`. */
    kind: text().notNull(),
    outcome: text({ enum: MAIL_OUTCOMES }).notNull(),
    /** How often it was handed to the provider. */
    tries: integer().notNull(),
    /** Of the first try and of the last one. */
    triedAt: integer('tried_at').notNull(),
    lastTriedAt: integer('last_tried_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.id] }),
    index('mails_tried_at').on(table.triedAt),
  ],
);

/** A mail as stored. */
export type MailRow = typeof mails.$inferSelect;
