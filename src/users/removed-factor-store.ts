import { and, eq, gte, inArray, lte, notInArray, type SQL, sql } from 'drizzle-orm';
import type { Condition, Database, Statement } from '../shared/database.ts';
import { type KeptFactor, POSSESSIONS } from './factor-store.ts';
import { passkeys, userFactors } from './table.ts';

/** The factors of a user that were added at `since` (epoch milliseconds) or later; 0 for all. */
export type Added = {
  userId: string;
  since: number;
  /** Later ones stay. Epoch milliseconds. */
  until?: number;
  /** Ids of those that stay all the same. */
  spare?: string[];
};

/** Puts removed factors back, and removes those added since a change. */
export type RemovedFactorStore = ReturnType<typeof createRemovedFactorStore>;

/** Statements for the caller's batch. */
export function createRemovedFactorStore(db: Database) {
  return {
    /**
     * Puts a factor back as it was, unless it is there, its user is gone, or somebody else has its
     * passkey by now.
     */
    putBackStatements: ({ factor, passkey }: KeptFactor): Statement[] => [
      db
        .insert(userFactors)
        .select(
          sql`select ${factor.id}, id, ${factor.kind}, ${factor.label}, ${factor.secret},
            ${factor.sealedBy}, ${factor.createdAt}, ${factor.lastUsedAt}
          from users where id = ${factor.userId} and ${isFree(passkey)}`,
        )
        .onConflictDoNothing(),
      ...(passkey === undefined ? [] : [putBackPasskey(db, passkey)]),
    ],

    /** Holds for a user if removing these takes no factor of possession, or leaves another one. */
    leavesPossessionCondition(added: Added): Condition {
      const possession = and(
        eq(userFactors.userId, added.userId),
        inArray(userFactors.kind, POSSESSIONS),
      );
      const among = (which: SQL | undefined) =>
        // biome-ignore lint/plugin/bounded-query: a condition: it ends at its first row.
        db.select({ id: userFactors.id }).from(userFactors).where(and(possession, which));
      // A factor without a time is older than any change.
      const stays = sql`not coalesce(${isAdded(added)}, 0)`;
      return sql`exists (select 1 from users where id = ${added.userId})
        and (exists ${among(stays)} or not exists ${among(isAdded(added))})`;
    },

    /** Removes these, if `when` holds; returns the kind of each. */
    removeAddedStatement: (added: Added, when: Condition) =>
      db
        .delete(userFactors)
        .where(and(eq(userFactors.userId, added.userId), isAdded(added), when))
        .returning({ kind: userFactors.kind }),
  };
}

const isAdded = ({ since, until, spare = [] }: Added): SQL | undefined =>
  and(
    since === 0 ? undefined : gte(userFactors.createdAt, since),
    until === undefined ? undefined : lte(userFactors.createdAt, until),
    notInArray(userFactors.id, spare),
  );

type Passkey = typeof passkeys.$inferSelect;

const isFree = (passkey: Passkey | undefined): SQL =>
  passkey === undefined
    ? sql`true`
    : sql`not exists (select 1 from passkeys where credential_id = ${passkey.credentialId})`;

const putBackPasskey = (db: Database, passkey: Passkey): Statement =>
  db
    .insert(passkeys)
    .select(
      sql`select ${passkey.factorId}, ${passkey.credentialId}, ${passkey.publicKey},
        ${passkey.counter}, ${JSON.stringify(passkey.transports)}, ${passkey.aaguid},
        ${Number(passkey.backupEligible)}, ${Number(passkey.backedUp)}
      where exists (select 1 from user_factors where id = ${passkey.factorId})`,
    )
    .onConflictDoNothing();
