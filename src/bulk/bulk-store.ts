import { and, count, desc, eq, getTableColumns, gt, ne, type SQL, sql } from 'drizzle-orm';
import type { AuditStore } from '../audit/audit-store.ts';
import type { AuditEvent } from '../audit/event.ts';
import { type Database, runBatch } from '../shared/database.ts';
import { orUnavailable } from '../shared/errors.ts';
import { users } from '../users/table.ts';
import { recordColumns, type UserRecord } from '../users/user-record-store.ts';
import type { Stop, UserState } from './bulk-job.ts';
import { bulkJobs, bulkUsers } from './table.ts';

// Up to 36 KB, and only of use before the start.
const { userIds, ...shown } = getTableColumns(bulkJobs);
export type BulkJob = Omit<typeof bulkJobs.$inferSelect, 'userIds'>;
export type Draft = typeof bulkJobs.$inferSelect;
export type BulkUser = typeof bulkUsers.$inferSelect;
/** How many users of a job are in each state. */
export type Counts = Record<UserState, number>;

/** Jobs as they are chosen, started, stopped and looked at. */
export type BulkStore = ReturnType<typeof createBulkStore>;

/** Jobs in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createBulkStore(db: Database, audit: Pick<AuditStore, 'recordWhenStatement'>) {
  return { ...reads(db), ...changes(db, audit) };
}

/** Holds while a job is in a state, and as `and` says. */
export const inState = (id: string, state: 'draft' | 'running', and_?: SQL): SQL =>
  sql`exists (select 1 from ${bulkJobs} where ${and(eq(bulkJobs.id, id), eq(bulkJobs.state, state), and_)})`;

const NONE: Counts = { waiting: 0, done: 0, skipped: 0, failed: 0 };

function reads(db: Database) {
  return {
    /** The latest jobs that were started, newest first. */
    list: (limit: number): Promise<BulkJob[]> =>
      orUnavailable(() =>
        db
          .select(shown)
          .from(bulkJobs)
          .where(ne(bulkJobs.state, 'draft'))
          .orderBy(desc(bulkJobs.id))
          .limit(limit),
      ),

    /** A job with the ids that it was drafted with; null if there is none. */
    async find(id: string): Promise<Draft | null> {
      const [job] = await orUnavailable(() =>
        db.select().from(bulkJobs).where(eq(bulkJobs.id, id)),
      );
      return job ?? null;
    },

    /** How far some jobs are, by id. */
    async countUsers(ids: string[]): Promise<Map<string, Counts>> {
      const rows = await orUnavailable(() =>
        // biome-ignore lint/plugin/bounded-query: a page of jobs, of MOST_USERS each.
        db
          .select({ id: bulkUsers.jobId, state: bulkUsers.state, n: count() })
          .from(bulkUsers)
          .where(sql`${bulkUsers.jobId} in (select value from json_each(${JSON.stringify(ids)}))`)
          .groupBy(bulkUsers.jobId, bulkUsers.state),
      );
      const counts = new Map(ids.map((id) => [id, { ...NONE }]));
      for (const { id, state, n } of rows) Object.assign(counts.get(id) ?? {}, { [state]: n });
      return counts;
    },

    /** The users of a job in a state, newest first. */
    listUsers: (jobId: string, state: UserState): Promise<BulkUser[]> =>
      orUnavailable(() =>
        // biome-ignore lint/plugin/bounded-query: a job has at most MOST_USERS.
        db
          .select()
          .from(bulkUsers)
          .where(and(eq(bulkUsers.jobId, jobId), eq(bulkUsers.state, state)))
          .orderBy(desc(bulkUsers.userId)),
      ),

    /** Users by their ids, as they are now. Who is gone is missing. */
    findPeople: (ids: string[]): Promise<UserRecord[]> =>
      orUnavailable(() =>
        // biome-ignore lint/plugin/bounded-query: the caller names each, at most MOST_USERS.
        db
          .select(recordColumns)
          .from(users)
          .where(sql`${users.id} in (select value from json_each(${JSON.stringify(ids)}))`)
          .orderBy(desc(users.id)),
      ),
  };
}

export type Starting = {
  id: string;
  actorId: string;
  reason: string;
  now: number;
  /** The oldest draft that may be started was made later than this. */
  madeAfter: number;
  event: AuditEvent;
};

function changes(db: Database, audit: Pick<AuditStore, 'recordWhenStatement'>) {
  return {
    /** Keeps a draft. */
    async insert(draft: typeof bulkJobs.$inferInsert): Promise<void> {
      await orUnavailable(() => db.insert(bulkJobs).values(draft));
    },

    /** Starts a draft of its actor with the ids it has, once. Returns whether it did. */
    async start({ id, actorId, reason, now, madeAfter, event }: Starting): Promise<boolean> {
      const isDue = and(eq(bulkJobs.actorId, actorId), gt(bulkJobs.createdAt, madeAfter));
      const may = inState(id, 'draft', isDue);
      const [, , started] = await runBatch(db, [
        audit.recordWhenStatement(event, may),
        db.insert(bulkUsers).select(
          sql`select ${bulkJobs.id}, value, 'waiting', null, 0, null
            from ${bulkJobs}, json_each(${userIds}) where ${bulkJobs.id} = ${id} and ${may}`,
        ),
        db
          .update(bulkJobs)
          .set({ state: 'running', reason, startedAt: now, heardAt: now, userIds: [] })
          .where(and(eq(bulkJobs.id, id), may))
          .returning({ id: bulkJobs.id }),
      ]);
      return started.length > 0;
    },

    /** Stops a job that runs. Returns whether it did. */
    async stop(
      { id, why, by, now }: { id: string; why: Stop; by: string | null; now: number },
      event: AuditEvent,
    ): Promise<boolean> {
      const runs = inState(id, 'running');
      const [, stopped] = await runBatch(db, [
        audit.recordWhenStatement(event, runs),
        db
          .update(bulkJobs)
          .set({ state: 'stopped', stoppedWhy: why, stoppedBy: by, endedAt: now })
          .where(and(eq(bulkJobs.id, id), eq(bulkJobs.state, 'running')))
          .returning({ id: bulkJobs.id }),
      ]);
      return stopped.length > 0;
    },
  };
}
