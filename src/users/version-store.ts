import { and, eq, sql } from 'drizzle-orm';
import type { Condition, Database } from '../shared/database.ts';
import { defineError } from '../shared/errors.ts';
import { users } from './table.ts';
import { userColumns } from './user-look-up-store.ts';

export type Fence = {
  userId: string;
  /** Epoch milliseconds by D1's clock. */
  deadline: number;
  /** The lowest version that the row may have. */
  since: number;
  /** The only version that the row may have, if the caller saw it. */
  seen?: number | undefined;
};

/** Why a fence refuses a batch. */
const FENCES = ['past its deadline', 'older than its guard', 'changed since it was seen'] as const;

/** The reason of a fence that knows which version was seen. */
export const CHANGED = FENCES[2];

export const changedMeanwhile = defineError(
  'changed_meanwhile',
  'conflict',
  'The user has changed since you read them',
);

/** Why a fence refused a batch, which then has written nothing; null for any other error. */
export function fenceOf(error: unknown): (typeof FENCES)[number] | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { message } = current;
    const fence = FENCES.find((one) => message.includes(`JSON path: '${one}'`));
    if (fence !== undefined) return fence;
  }
  return null;
}

/** Versions of users, for batches that change one. */
export type VersionStore = ReturnType<typeof createVersionStore>;

/** Builds the statements that a change of a user begins and ends with. */
export function createVersionStore(db: Database) {
  return {
    /**
     * Fails, and with it the whole batch, after the deadline, on a row older than `since`, as in a
     * restored database, or on another version than was seen. SQLite has no `raise` outside of
     * triggers, but refuses what is no JSON path, and names it.
     */
    fenceStatement({ userId, deadline, since, seen }: Fence) {
      const version = sql`(select ${users.version} from ${users} where ${users.id} = ${userId})`;
      const changed =
        seen === undefined ? sql`` : sql`when ${version} <> ${seen} then ${FENCES[2]}`;
      const path = sql`case when unixepoch('subsec') * 1000 >= ${deadline} then ${FENCES[0]}
        when ${version} < ${since} then ${FENCES[1]} ${changed} else '$' end`;
      return db.select({ fence: sql`json_extract('{}', ${path})` }).from(sql`(select 1)`);
    },

    /** Raises the version above `since` if `when` holds, and returns the user. */
    raiseStatement: (userId: string, since: number, when?: Condition) =>
      db
        .update(users)
        .set({ version: sql`max(${users.version}, ${since}) + 1` })
        .where(and(eq(users.id, userId), when))
        .returning(userColumns),
  };
}
