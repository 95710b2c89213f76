import { desc, eq, lt, sql } from 'drizzle-orm';
import type { Database, Statement } from '../../shared/database.ts';
import { orUnavailable } from '../../shared/errors.ts';
import type { MailOutcome } from './mail-outcome.ts';
import { type MailRow, mails } from './table.ts';

/** A try of a mail. `at` is in epoch milliseconds. */
type MailTry = {
  id: string;
  userId: string;
  kind: string;
  outcome: MailOutcome;
  at: number;
};

/** Keeps which mails each user got, and what became of them. */
export type MailStore = ReturnType<typeof createMailStore>;

/** Mails in D1, one row each. Every method throws `storage_unavailable`. */
export function createMailStore(db: Database) {
  return {
    /**
     * Keeps tries, all or none of them: of each mail one row. What is about no user is left out.
     */
    async note(tries: readonly MailTry[]): Promise<void> {
      const [first, ...others] = tries.map((one) => noteStatement(db, one));
      if (first === undefined) return;
      await orUnavailable(() => db.batch([first, ...others]));
    },

    /** Returns up to `limit` mails to a user, the latest first. */
    list: (userId: string, limit: number): Promise<MailRow[]> =>
      orUnavailable(() =>
        db
          .select()
          .from(mails)
          .where(eq(mails.userId, userId))
          .orderBy(desc(mails.triedAt), desc(mails.id))
          .limit(limit),
      ),

    /** Deletes up to `limit` mails tried first before a moment; returns how many. */
    async deleteBefore(before: number, limit: number): Promise<number> {
      const old = db
        .select({ userId: mails.userId, id: mails.id })
        .from(mails)
        .where(lt(mails.triedAt, before))
        .limit(limit);
      const deleted = await orUnavailable(() =>
        db
          .delete(mails)
          .where(sql`(${mails.userId}, ${mails.id}) in ${old}`)
          .returning({ id: mails.id }),
      );
      return deleted.length;
    },
  };
}

// One that was sent stays so: a message that comes twice may be refused as known.
function noteStatement(db: Database, { id, userId, kind, outcome, at }: MailTry): Statement {
  return db
    .insert(mails)
    .select(
      sql`select ${userId}, ${id}, ${kind}, ${outcome}, 1, ${at}, ${at}
        where exists (select 1 from users where users.id = ${userId})`,
    )
    .onConflictDoUpdate({
      target: [mails.userId, mails.id],
      set: {
        outcome: sql`iif(${mails.outcome} = 'sent', 'sent', excluded.outcome)`,
        tries: sql`${mails.tries} + 1`,
        lastTriedAt: sql`excluded.last_tried_at`,
      },
    });
}
