import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Condition, Database, Statement } from '../shared/database.ts';
import type { KeptFactor } from './factor-store.ts';
import { passkeys, userFactors } from './table.ts';

/** Puts removed factors back, and removes all of a user. */
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

    /** Removes all factors of a user, if `when` holds; returns the kind of each. */
    removeAllStatement: (id: string, when: Condition) =>
      db
        .delete(userFactors)
        .where(and(eq(userFactors.userId, id), when))
        .returning({ kind: userFactors.kind }),
  };
}

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
