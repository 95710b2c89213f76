import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Messages of queues that were given up, to be tried again or dropped by an administrator. */
export const deadLetters = sqliteTable(
  'dead_letters',
  {
    /** The id of the message that was given up first. */
    id: text().primaryKey(),
    queue: text({ enum: ['jobs', 'ledger'] }).notNull(),
    /** The type of the job; `unreadable` for what is none. */
    kind: text().notNull(),
    /** The account that it is about, if the message names one. */
    userId: text('user_id'),
    /** The message, sealed: it may contain an address. */
    body: text().notNull(),
    /** What the last try failed with, as far as that is known and safe to tell. */
    why: text(),
    /** How often it was given up. */
    deaths: integer().notNull(),
    /** Counts its deaths and retries: what is about another turn is out of date. */
    turn: integer().notNull(),
    /** When it was put back on its queue and has not come back since; null while it is dead. */
    retriedAt: integer('retried_at'),
    /** When it was given up last. */
    diedAt: integer('died_at').notNull(),
  },
  (table) => [
    index('dead_letters_died_at').on(table.diedAt, table.id),
    index('dead_letters_user').on(table.userId),
  ],
);

/** A dead letter as stored. */
export type DeadLetterRow = typeof deadLetters.$inferSelect;
