import {
  and,
  asc,
  eq,
  exists,
  getTableColumns,
  gte,
  lte,
  not,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Condition, Database, Statement } from '../shared/database.ts';
import { possessions } from './factor-store.ts';
import { factorRemovals, users } from './table.ts';

/** A removal of factors that waits for its time. Times are epoch milliseconds. */
export type FactorRemoval = typeof factorRemovals.$inferSelect;

/**
 * A removal that is not to be carried out: a factor or recovery code was used since, so somebody
 * who has one is there; or the administrator is none any more.
 */
const IS_VOID: SQL<number> = sql`(
  exists (select 1 from user_factors where user_factors.user_id = factor_removals.user_id
    and user_factors.kind in (${possessions})
    and user_factors.last_used_at >= factor_removals.requested_at)
  or exists (select 1 from recovery_codes
    where recovery_codes.user_id = factor_removals.user_id
    and recovery_codes.used_at >= factor_removals.requested_at)
  or (factor_removals.actor_id <> factor_removals.user_id and not exists (select 1 from users as actor
    where actor.id = factor_removals.actor_id and actor.status = 'active'
    and exists (select 1 from json_each(actor.roles) where value = 'admin'))))`;

/** Removals of factors. Methods named `…Statement` are for the caller's batch. */
export type FactorRemovalStore = ReturnType<typeof createFactorRemovalStore>;

/** Pending removals in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createFactorRemovalStore(db: Database) {
  return { ...reads(db), ...conditions(db), ...changes(db) };
}

const ofUser = (id: string) => eq(factorRemovals.userId, id);
const isThis = ({ userId, requestedAt }: FactorRemoval): SQL | undefined =>
  and(ofUser(userId), eq(factorRemovals.requestedAt, requestedAt));

function reads(db: Database) {
  return {
    /** The removal that waits for a user; null if there is none. */
    async find(id: string): Promise<FactorRemoval | null> {
      const [found] = await db
        .select()
        .from(factorRemovals)
        .where(and(ofUser(id), not(IS_VOID)))
        .limit(1);
      return found ?? null;
    },

    /** Removals that are due, and those that are void, oldest first. */
    async listDue(now: number, limit: number): Promise<(FactorRemoval & { isVoid: boolean })[]> {
      const due = await db
        .select({ ...getTableColumns(factorRemovals), isVoid: IS_VOID })
        .from(factorRemovals)
        .where(or(lte(factorRemovals.dueAt, now), IS_VOID))
        .orderBy(asc(factorRemovals.dueAt))
        .limit(limit);
      return due.map((removal) => ({ ...removal, isVoid: removal.isVoid === 1 }));
    },
  };
}

function conditions(db: Database) {
  const among = (condition: SQL | undefined): Condition =>
    exists(db.select({ id: factorRemovals.userId }).from(factorRemovals).where(condition));
  return {
    /** Holds while this removal waits: not once it is cancelled, void, done, or replaced. */
    waitsCondition: (removal: FactorRemoval): Condition =>
      among(and(isThis(removal), not(IS_VOID))),

    /** Holds while this removal is kept although it is void. */
    voidCondition: (removal: FactorRemoval): Condition => among(and(isThis(removal), IS_VOID)),

    /** Holds while any removal waits for a user. */
    anyCondition: (id: string): Condition => among(ofUser(id)),
  };
}

function changes(db: Database) {
  return {
    /**
     * Keeps a removal, unless the user is gone. It takes the place of an earlier one, unless that
     * one waits, takes more, and this one is `lesser`.
     */
    putStatement(removal: FactorRemoval, lesser = false): Statement {
      const { userId, actorId, reason, requestedAt, dueAt, since } = removal;
      return db
        .insert(factorRemovals)
        .select(
          sql`select id, ${actorId}, ${reason}, ${requestedAt}, ${dueAt}, ${since}
          from ${users} where id = ${userId}`,
        )
        .onConflictDoUpdate({
          target: factorRemovals.userId,
          set: { actorId, reason, requestedAt, dueAt, since },
          ...(lesser && { setWhere: sql`${since} < factor_removals.since or ${IS_VOID}` }),
        });
    },

    /** Takes away whatever waits for a user, if `when` holds; returns a row if there was any. */
    dropWhenStatement: (id: string, when: Condition) =>
      db
        .delete(factorRemovals)
        .where(and(ofUser(id), when))
        .returning({ requestedAt: factorRemovals.requestedAt }),

    /** Takes away what a link asked for, of nothing added before `since`, if `when` holds. */
    dropLesserStatement: (id: string, since: number, when: Condition): Statement =>
      db
        .delete(factorRemovals)
        .where(
          and(ofUser(id), eq(factorRemovals.actorId, id), gte(factorRemovals.since, since), when),
        ),

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
