import { and, count, desc, eq, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { type Condition, type Database, runBatch, type Statement } from '../shared/database.ts';
import { orUnavailable } from '../shared/errors.ts';
import { type LetterReference, RETRY_LIFE } from './dead-letter.ts';
import { type DeadLetterRow, deadLetters } from './table.ts';

/** Where a list of dead letters goes on: behind this one. */
export type LetterPlace = { diedAt: number; id: string };

/** Keeps messages that were given up. */
export type DeadLetterStore = ReturnType<typeof createDeadLetterStore>;

/** Dead letters in D1. Every method throws `storage_unavailable`. */
export function createDeadLetterStore(db: Database) {
  return { ...reads(db), ...turns(db), ...removals(db) };
}

function reads(db: Database) {
  return {
    /** Returns up to `limit` letters, the latest first. */
    list: (limit: number, after?: LetterPlace): Promise<DeadLetterRow[]> =>
      orUnavailable(() =>
        db
          .select()
          .from(deadLetters)
          .where(
            after === undefined
              ? undefined
              : sql`(${deadLetters.diedAt}, ${deadLetters.id}) < (${after.diedAt}, ${after.id})`,
          )
          .orderBy(desc(deadLetters.diedAt), desc(deadLetters.id))
          .limit(limit),
      ),

    async find(id: string): Promise<DeadLetterRow | null> {
      const [row] = await orUnavailable(() =>
        db.select().from(deadLetters).where(eq(deadLetters.id, id)),
      );
      return row ?? null;
    },

    /** Counts the letters, up to `most`: it reads as many rows. */
    async countUpTo(most: number): Promise<number> {
      const some = db.select({ id: deadLetters.id }).from(deadLetters).limit(most).as('some');
      // biome-ignore lint/plugin/bounded-query: `some` is limited.
      const [row] = await orUnavailable(() => db.select({ count: count() }).from(some));
      return row?.count ?? 0;
    },
  };
}

function turns(db: Database) {
  return {
    /** Keeps a letter, unless its user is gone. The same letter again changes nothing. */
    async keep(letter: Omit<DeadLetterRow, 'retriedAt' | 'deaths' | 'turn'>): Promise<void> {
      const { id, queue, kind, userId, body, why, diedAt } = letter;
      await orUnavailable(() =>
        db
          .insert(deadLetters)
          .select(
            sql`select ${id}, ${queue}, ${kind}, ${userId}, ${body}, ${why}, 1, 1, null, ${diedAt}
              where ${userId} is null or exists (select 1 from users where users.id = ${userId})`,
          )
          .onConflictDoNothing(),
      );
    },

    /** A letter that was put back in this turn is dead again. */
    async buryAgain(
      { id, turn }: LetterReference,
      { why, diedAt }: Pick<DeadLetterRow, 'why' | 'diedAt'>,
    ): Promise<void> {
      const { deaths } = deadLetters;
      await orUnavailable(() =>
        db
          .update(deadLetters)
          .set({ why, diedAt, deaths: sql`${deaths} + 1`, turn: turn + 1, retriedAt: null })
          .where(and(eq(deadLetters.id, id), eq(deadLetters.turn, turn))),
      );
    },

    /**
     * Takes a letter in this turn for a retry: of several takers one gets it, others null. One that
     * was taken longer ago than {@link RETRY_LIFE} can be taken again.
     */
    async take({ id, turn }: LetterReference, now: number): Promise<DeadLetterRow | null> {
      const isDead = or(
        isNull(deadLetters.retriedAt),
        lte(deadLetters.retriedAt, now - RETRY_LIFE),
      );
      const [row] = await orUnavailable(() =>
        db
          .update(deadLetters)
          .set({ retriedAt: now, turn: turn + 1 })
          .where(and(eq(deadLetters.id, id), eq(deadLetters.turn, turn), isDead))
          .returning(),
      );
      return row ?? null;
    },

    /**
     * Gives back what was taken, or is about to be, in this turn at a moment, and could not be put
     * on its queue. Of that turn neither a late take nor a message that is on its way counts.
     */
    async giveBack({ id, turn }: LetterReference, at: number): Promise<void> {
      const isOurs = or(
        eq(deadLetters.turn, turn),
        and(eq(deadLetters.turn, turn + 1), eq(deadLetters.retriedAt, at)),
      );
      await orUnavailable(() =>
        db
          .update(deadLetters)
          .set({ retriedAt: null, turn: turn + 2 })
          .where(and(eq(deadLetters.id, id), isOurs)),
      );
    },
  };
}

function removals(db: Database) {
  return {
    /** Removes a letter. Returns it; null if there is none. */
    async remove(id: string): Promise<DeadLetterRow | null> {
      const [row] = await orUnavailable(() =>
        db.delete(deadLetters).where(eq(deadLetters.id, id)).returning(),
      );
      return row ?? null;
    },

    /**
     * Removes a letter, of this turn only if one is given, in one batch with what records that:
     * given the condition that the letter is there. Of several at once one removes it and gets
     * true.
     */
    async removeWith(
      { id, turn }: { id: string; turn: number | undefined },
      recordWhen: (isThere: Condition) => Statement,
    ): Promise<boolean> {
      const isIt = and(
        eq(deadLetters.id, id),
        turn === undefined ? undefined : eq(deadLetters.turn, turn),
      );
      const isThere = sql`exists (select 1 from dead_letters where ${isIt})`;
      const removal = db.delete(deadLetters).where(isIt).returning({ id: deadLetters.id });
      const [, gone] = await orUnavailable(() => runBatch(db, [recordWhen(isThere), removal]));
      return gone.length > 0;
    },

    /** Removes the letters of a user, if `when` holds. */
    forgetStatement: (userId: string, when: Condition): Statement =>
      db.delete(deadLetters).where(and(eq(deadLetters.userId, userId), when)),

    /** Deletes up to `limit` letters that were given up before a moment (epoch milliseconds). */
    async deleteBefore(before: number, limit: number): Promise<void> {
      const old = db
        .select({ id: deadLetters.id })
        .from(deadLetters)
        .where(lt(deadLetters.diedAt, before))
        .limit(limit);
      await orUnavailable(() => db.delete(deadLetters).where(inArray(deadLetters.id, old)));
    },
  };
}
