import { and, asc, eq, exists, lte, type SQL, sql } from 'drizzle-orm';
import type { Condition, Database, Statement } from '../shared/database.ts';
import { factorRemovals, users } from './table.ts';

/** A removal of all factors that waits for its time. Times are epoch milliseconds. */
export type FactorRemoval = typeof factorRemovals.$inferSelect;

/** Removals of all factors of a user. Methods named `…Statement` are for the caller's batch. */
export type FactorRemovalStore = ReturnType<typeof createFactorRemovalStore>;

/** Pending removals in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createFactorRemovalStore(db: Database) {
  const ofUser = (id: string) => eq(factorRemovals.userId, id);
  const isThis = ({ userId, requestedAt }: FactorRemoval): SQL | undefined =>
    and(ofUser(userId), eq(factorRemovals.requestedAt, requestedAt));
  const among = (condition: SQL | undefined): Condition =>
    exists(db.select({ id: factorRemovals.userId }).from(factorRemovals).where(condition));
  return {
    /** The removal that waits for a user; null if there is none. */
    async find(id: string): Promise<FactorRemoval | null> {
      const [found] = await db.select().from(factorRemovals).where(ofUser(id));
      return found ?? null;
    },

    /** Removals that are due, oldest first. */
    listDue: (now: number, limit: number): Promise<FactorRemoval[]> =>
      db
        .select()
        .from(factorRemovals)
        .where(lte(factorRemovals.dueAt, now))
        .orderBy(asc(factorRemovals.dueAt))
        .limit(limit),

    /** Keeps a removal in place of an earlier one, unless the user is gone. */
    putStatement: ({ userId, actorId, reason, requestedAt, dueAt }: FactorRemoval): Statement =>
      db
        .insert(factorRemovals)
        .select(
          sql`select id, ${actorId}, ${reason}, ${requestedAt}, ${dueAt}
          from ${users} where id = ${userId}`,
        )
        .onConflictDoUpdate({
          target: factorRemovals.userId,
          set: { actorId, reason, requestedAt, dueAt },
        }),

    /** Holds while this removal waits: not once it is cancelled, done, or replaced. */
    waitsCondition: (removal: FactorRemoval): Condition => among(isThis(removal)),

    /** Holds while any removal waits for a user. */
    anyCondition: (id: string): Condition => among(ofUser(id)),

    /** Takes away whatever waits for a user, if `when` holds. */
    dropWhenStatement: (id: string, when: Condition): Statement =>
      db.delete(factorRemovals).where(and(ofUser(id), when)),

    /** Takes away whatever waits for a user, and returns a row if there was any. */
    dropStatement: (id: string) =>
      db
        .delete(factorRemovals)
        .where(ofUser(id))
        .returning({ requestedAt: factorRemovals.requestedAt }),

    /** Puts a removal off, so that one that fails does not hold up others. */
    async putOff(removal: FactorRemoval, dueAt: number): Promise<void> {
      await db.update(factorRemovals).set({ dueAt }).where(isThis(removal));
    },
  };
}
