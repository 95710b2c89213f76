import { and, asc, desc, eq, getTableColumns, inArray, lt, lte, sql } from 'drizzle-orm';
import type { AuditStore } from '../audit/audit-store.ts';
import type { AuditEvent } from '../audit/event.ts';
import { type Database, runBatch, type Statement } from '../shared/database.ts';
import { orUnavailable } from '../shared/errors.ts';
import { users } from '../users/table.ts';
import { recordColumns } from '../users/user-record-store.ts';
import type { Why } from './bulk-job.ts';
import { type BulkJob, inState } from './bulk-store.ts';
import { bulkJobs, bulkUsers } from './table.ts';

const { userIds: _, ...shown } = getTableColumns(bulkJobs);

/** Jobs as their batches run. */
export type BulkRunStore = ReturnType<typeof createBulkRunStore>;

/** Running jobs in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createBulkRunStore(db: Database, audit: Pick<AuditStore, 'recordWhenStatement'>) {
  return { ...batches(db, audit), ...turns(db), ...upkeep(db) };
}

function batches(db: Database, audit: Pick<AuditStore, 'recordWhenStatement'>) {
  const running = (id: string) => and(eq(bulkJobs.id, id), eq(bulkJobs.state, 'running'));
  return {
    /** Takes a step of a job until `until`; null unless it runs, is at that step, and is free. */
    async claim(id: string, step: number, now: number, until: number): Promise<BulkJob | null> {
      const [job] = await orUnavailable(() =>
        db
          .update(bulkJobs)
          .set({ leaseUntil: until, heardAt: now })
          .where(and(running(id), eq(bulkJobs.step, step), lte(bulkJobs.leaseUntil, now)))
          .returning(shown),
      );
      return job ?? null;
    },

    /** At most `limit` users whose turn it is: first those who were not tried yet. */
    listWaiting: (id: string, limit: number): Promise<{ userId: string; tries: number }[]> =>
      orUnavailable(() =>
        db
          .select({ userId: bulkUsers.userId, tries: bulkUsers.tries })
          .from(bulkUsers)
          .where(and(eq(bulkUsers.jobId, id), eq(bulkUsers.state, 'waiting')))
          .orderBy(asc(bulkUsers.tries), desc(bulkUsers.userId))
          .limit(limit),
      ),

    /** Records a step and frees the job. Returns false if it is not at that step any more. */
    async recordStep(id: string, step: number, key: string, now: number): Promise<boolean> {
      const recorded = await orUnavailable(() =>
        db
          .update(bulkJobs)
          .set({ step: step + 1, lastKey: key, leaseUntil: 0, heardAt: now })
          .where(and(running(id), eq(bulkJobs.step, step)))
          .returning({ id: bulkJobs.id }),
      );
      return recorded.length > 0;
    },

    /** Ends a job that runs. */
    async finish(id: string, now: number, event: AuditEvent): Promise<void> {
      await runBatch(db, [
        audit.recordWhenStatement(event, inState(id, 'running')),
        db.update(bulkJobs).set({ state: 'done', endedAt: now }).where(running(id)),
      ]);
    },
  };
}

function turns(db: Database) {
  const ofUser = (jobId: string, userId: string) =>
    and(eq(bulkUsers.jobId, jobId), eq(bulkUsers.userId, userId));
  return {
    /** A job, somebody’s turn in it, them and the actor, all as of one moment. */
    async look(jobId: string, userId: string, actorId: string) {
      const person = (id: string) => db.select(recordColumns).from(users).where(eq(users.id, id));
      const [[job], [turn], [user = null], [actor = null]] = await runBatch(db, [
        db.select({ state: bulkJobs.state }).from(bulkJobs).where(eq(bulkJobs.id, jobId)),
        db.select({ state: bulkUsers.state }).from(bulkUsers).where(ofUser(jobId, userId)).limit(1),
        person(userId),
        person(actorId),
      ]);
      const isDue = job?.state === 'running' && turn?.state === 'waiting';
      return { isRunning: job?.state === 'running', isDue, user, actor };
    },

    /** Marks somebody as done, in the batch that acts on them. */
    doneStatement: (jobId: string, userId: string, now: number): Statement =>
      db.update(bulkUsers).set({ state: 'done', why: null, at: now }).where(ofUser(jobId, userId)),

    /** Passes over somebody. */
    async skip(jobId: string, userId: string, why: Why, now: number): Promise<void> {
      await orUnavailable(() =>
        db
          .update(bulkUsers)
          .set({ state: 'skipped', why, at: now })
          .where(and(ofUser(jobId, userId), eq(bulkUsers.state, 'waiting'))),
      );
    },

    /** Counts a try that failed; the last of `most` fails for good. */
    async fail(jobId: string, userId: string, most: number, now: number): Promise<void> {
      const tries = sql`${bulkUsers.tries} + 1`;
      const state = sql`iif(${tries} >= ${most}, 'failed', 'waiting')`;
      await orUnavailable(() =>
        db
          .update(bulkUsers)
          .set({ tries, state, why: 'error', at: now })
          .where(and(ofUser(jobId, userId), eq(bulkUsers.state, 'waiting'))),
      );
    },
  };
}

function upkeep(db: Database) {
  return {
    /** Jobs that run, were last heard of before `before`, and belong to no batch. */
    listLost: (before: number, now: number): Promise<{ id: string; step: number }[]> =>
      orUnavailable(() =>
        // biome-ignore lint/plugin/bounded-query: few jobs run at once.
        db
          .select({ id: bulkJobs.id, step: bulkJobs.step })
          .from(bulkJobs)
          .where(
            and(
              eq(bulkJobs.state, 'running'),
              lt(bulkJobs.heardAt, before),
              lte(bulkJobs.leaseUntil, now),
            ),
          ),
      ),

    /**
     * Deletes at most `limit` drafts made before a moment, and as many jobs that ended before one.
     */
    async deleteOld(madeBefore: number, endedBefore: number, limit: number): Promise<void> {
      const old = (condition: ReturnType<typeof and>) =>
        db
          .delete(bulkJobs)
          .where(
            inArray(
              bulkJobs.id,
              db.select({ id: bulkJobs.id }).from(bulkJobs).where(condition).limit(limit),
            ),
          );
      await runBatch(db, [
        old(and(eq(bulkJobs.state, 'draft'), lt(bulkJobs.createdAt, madeBefore))),
        old(lt(bulkJobs.endedAt, endedBefore)),
      ]);
    },
  };
}
