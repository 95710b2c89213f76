import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * What is counted, a row an hour. Triggers of the migrations count what D1 decides, isolates what
 * it does not see. A count is the sum over all rows.
 */
export const figures = sqliteTable('figures', {
  /** When the hour began, in epoch milliseconds; 0 for what is older, and what is of no hour. */
  hour: integer().primaryKey(),
  /** Numbers by name: `figure.ts`. */
  counts: text({ mode: 'json' }).$type<Record<string, number>>().notNull(),
});

/** When what runs by itself last ran, and what came of it. */
export const runs = sqliteTable('runs', {
  /** `flush`. */
  name: text().primaryKey(),
  /** Epoch milliseconds. */
  at: integer().notNull(),
  report: text({ mode: 'json' }).$type<Record<string, number | boolean>>().notNull(),
});
