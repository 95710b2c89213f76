import { inArray, lte, type SQL, sql } from 'drizzle-orm';
import { DAY } from '../shared/clock.ts';
import type { Condition, Database, Statement } from '../shared/database.ts';
import { digestOf } from '../shared/digest.ts';
import { erasedUsers } from './former/table.ts';

/**
 * Longer than a message lives: 14 days in a queue and as many in its dead-letter queue
 * (https://developers.cloudflare.com/queues/platform/limits/). Milliseconds.
 */
const MESSAGE_LIFE = 30 * DAY;

/**
 * What stands for the id of an erased user. Whoever has the id in a late message finds the
 * pseudonym, and nobody finds the id. Unkeyed: it outlives a rotation of `AUTH_SECRET`, and ids are
 * too random to be guessed.
 */
export const erasedDigest = (id: string): string => digestOf('erased', id);

/** Keeps which pseudonym late messages about an erased user get. */
export type ErasedUserStore = ReturnType<typeof createErasedUserStore>;

export function createErasedUserStore(db: Database) {
  return {
    /** Remembers a pseudonym, if `when` holds. The first one stays. */
    keepStatement: (id: string, pseudonym: string, now: number, when: Condition): Statement =>
      db
        .insert(erasedUsers)
        .select(
          sql`select ${erasedDigest(id)}, ${pseudonym}, ${now + MESSAGE_LIFE} where ${when}` as SQL,
        )
        .onConflictDoNothing(),

    /** Deletes up to `limit` pseudonyms that no message needs any more. Returns how many. */
    async deleteExpired(now: number, limit: number): Promise<number> {
      const expired = db
        .select({ id: erasedUsers.userId })
        .from(erasedUsers)
        .where(lte(erasedUsers.expiresAt, now))
        .limit(limit);
      const { meta } = await db.delete(erasedUsers).where(inArray(erasedUsers.userId, expired));
      return meta.changes;
    },
  };
}
