import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { BulkAct, JobState, LeftOut, UserState, Why } from './bulk-job.ts';

/** Jobs that do one act to many users. Times are epoch milliseconds. */
export const bulkJobs = sqliteTable('bulk_jobs', {
  /** UUID v7. */
  id: text().primaryKey(),
  act: text().$type<BulkAct>().notNull(),
  state: text().$type<JobState>().notNull(),
  /** The admin who chose the users, and alone may start it. */
  actorId: text('actor_id').notNull(),
  /** Null until it is started. */
  reason: text(),
  /** The ids that the confirmation showed, and nobody else’s. */
  userIds: text('user_ids', { mode: 'json' }).$type<string[]>().notNull(),
  /** How many were left out before that, by why. */
  leftOut: text('left_out', { mode: 'json' }).$type<LeftOut>().notNull(),
  createdAt: integer('created_at').notNull(),
  startedAt: integer('started_at'),
  endedAt: integer('ended_at'),
  /** Why it was stopped, and who stopped it; null for what it found out by itself. */
  stoppedWhy: text('stopped_why'),
  stoppedBy: text('stopped_by'),
  /** How many batches are recorded: a message names the one that it is for. */
  step: integer().notNull().default(0),
  /** The message that the latest batch came with. */
  lastKey: text('last_key'),
  /** Until when a batch that runs has the job for itself. */
  leaseUntil: integer('lease_until').notNull().default(0),
  /** When it was last heard of. */
  heardAt: integer('heard_at').notNull(),
});

/** What becomes of each user of a started job: ids only, names are looked up when shown. */
export const bulkUsers = sqliteTable(
  'bulk_users',
  {
    jobId: text('job_id')
      .notNull()
      .references(() => bulkJobs.id, { onDelete: 'cascade' }),
    // No foreign key: that somebody was erased since is something to show.
    userId: text('user_id').notNull(),
    state: text().$type<UserState>().notNull(),
    why: text().$type<Why>(),
    tries: integer().notNull().default(0),
    at: integer(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.userId] })],
);
