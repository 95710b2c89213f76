import {
  and,
  between,
  count,
  eq,
  exists,
  gte,
  inArray,
  isNull,
  lt,
  lte,
  notExists,
  sql,
} from 'drizzle-orm';

import { type Condition, type Database, type Statement, selectRows } from '../shared/database.ts';
import { POSSESSIONS } from './factor-store.ts';
import type { Added } from './removed-factor-store.ts';
import { recoveryCodes, userFactors } from './table.ts';

/** A stored code. Times are epoch milliseconds. */
export type KeptRecoveryCode = typeof recoveryCodes.$inferSelect;
export type NewRecoveryCodes = { userId: string; digests: string[]; createdAt: number };

/** Recovery codes by their digests. Methods named `…Statement` build one for the caller's batch. */
export type RecoveryCodeStore = ReturnType<typeof createRecoveryCodeStore>;

/** Recovery codes in D1. Every method throws `storage_unavailable` when D1 does not respond. */
export function createRecoveryCodeStore(db: Database) {
  return { ...reads(db), ...changes(db) };
}

const ofUser = (id: string) => eq(recoveryCodes.userId, id);
const unused = (id: string) => and(ofUser(id), isNull(recoveryCodes.usedAt));

function reads(db: Database) {
  return {
    /** Returns when an unused code was made, in epoch milliseconds; null for any other. */
    async findUnused(id: string, digest: string): Promise<number | null> {
      const [found] = await db
        .select({ createdAt: recoveryCodes.createdAt })
        .from(recoveryCodes)
        .where(and(unused(id), eq(recoveryCodes.codeDigest, digest)))
        .limit(1);
      return found?.createdAt ?? null;
    },

    /** Returns how many codes of a user are left. */
    async countUnused(id: string): Promise<number> {
      // biome-ignore lint/plugin/bounded-query: a user has ten codes.
      const [row] = await db.select({ left: count() }).from(recoveryCodes).where(unused(id));
      return row?.left ?? 0;
    },

    /** Returns the codes of a user, used ones too. */
    list: (id: string): Promise<KeptRecoveryCode[]> =>
      // biome-ignore lint/plugin/bounded-query: a user has ten codes.
      db.select().from(recoveryCodes).where(ofUser(id)).orderBy(recoveryCodes.codeDigest),

    /** Holds once this set of codes was added. */
    addedCondition: ({ userId, digests }: NewRecoveryCodes): Condition =>
      exists(
        db
          .select({ digest: recoveryCodes.codeDigest })
          .from(recoveryCodes)
          .where(and(ofUser(userId), inArray(recoveryCodes.codeDigest, digests))),
      ),
  };
}

function changes(db: Database) {
  return {
    /**
     * Adds codes, unless the user has any or does not exist. Returns a row for each that it adds.
     */
    addFirstStatement({ userId, digests, createdAt }: NewRecoveryCodes) {
      const rows = digests.map((codeDigest) => ({ userId, codeDigest, createdAt, usedAt: null }));
      return db
        .insert(recoveryCodes)
        .select(
          selectRows(
            recoveryCodes,
            rows,
            (valueIn) => sql`exists (select 1 from users where users.id = ${valueIn('userId')})
              and not exists (select 1 from recovery_codes as known
                where known.user_id = ${valueIn('userId')})`,
          ),
        )
        .returning({ digest: recoveryCodes.codeDigest });
    },

    /**
     * Removes codes that came with a factor from `since` on and before `until` (epoch
     * milliseconds), in a try whose answer was an error, so that they were never shown. `factor` is
     * its id, or the id of its credential.
     */
    removeUnseenStatement: (
      id: string,
      factor: string,
      { since, until }: { since: number; until: number },
    ): Statement =>
      db.delete(recoveryCodes).where(
        and(
          ofUser(id),
          gte(recoveryCodes.createdAt, since),
          lt(recoveryCodes.createdAt, until),
          sql`created_at = (select user_factors.created_at from user_factors
            left join passkeys on passkeys.factor_id = user_factors.id
            where user_factors.user_id = ${id}
              and ${factor} in (user_factors.id, passkeys.credential_id))`,
        ),
      ),

    /** Removes the codes of a user that were made until `now` (epoch milliseconds). */
    removeStatement: (id: string, now: number): Statement =>
      db.delete(recoveryCodes).where(and(ofUser(id), lte(recoveryCodes.createdAt, now))),

    /** Removes codes made from `since` to `until` (epoch milliseconds), if `when` holds. */
    removeAddedStatement: (
      { userId: id, since, until = Number.MAX_SAFE_INTEGER }: Omit<Added, 'spare'>,
      when: Condition,
    ): Statement =>
      db
        .delete(recoveryCodes)
        .where(and(ofUser(id), between(recoveryCodes.createdAt, since, until), when)),

    /** Removes the codes of a user who has no factor left that they make up for; returns them. */
    removeOrphansStatement: (id: string) =>
      db
        .delete(recoveryCodes)
        .where(
          and(
            ofUser(id),
            notExists(
              db
                .select({ id: userFactors.id })
                .from(userFactors)
                .where(and(eq(userFactors.userId, id), inArray(userFactors.kind, POSSESSIONS))),
            ),
          ),
        )
        .returning(),
  };
}
