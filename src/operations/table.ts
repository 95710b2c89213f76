import { sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Settings that hold for as long as the deployment: what was made under them lies elsewhere. */
export const deployment = sqliteTable('deployment', {
  name: text().primaryKey(),
  value: text().notNull(),
});
