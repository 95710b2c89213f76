import { eq, sql } from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { users } from './table.ts';
import { userColumns } from './user-store.ts';

export type Fence = {
  userId: string;
  /** Epoch milliseconds by D1's clock. */
  deadline: number;
  /** The lowest version that the row may have. */
  since: number;
};

/** Versions of users, for batches that change one. */
export type VersionStore = ReturnType<typeof createVersionStore>;

/** Builds the statements that a change of a user begins and ends with. */
export function createVersionStore(db: Database) {
  return {
    /**
     * Fails, and with it the whole batch, after the deadline or on a row older than `since`, as in
     * a restored database. SQLite has no `raise` outside of triggers, but refuses malformed JSON.
     */
    fenceStatement({ userId, deadline, since }: Fence) {
      const version = sql`(select ${users.version} from ${users} where ${users.id} = ${userId})`;
      const holds = sql`unixepoch('subsec') * 1000 < ${deadline}
        and coalesce(${version}, ${since}) >= ${since}`;
      return db
        .select({ fence: sql`json(case when ${holds} then '1' else 'refused' end)` })
        .from(sql`(select 1)`);
    },

    /** Raises the version above `since`, and returns the user. */
    raiseStatement: (userId: string, since: number) =>
      db
        .update(users)
        .set({ version: sql`max(${users.version}, ${since}) + 1` })
        .where(eq(users.id, userId))
        .returning(userColumns),
  };
}
