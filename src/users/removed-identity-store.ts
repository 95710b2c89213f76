import { and, eq, gte, inArray, notInArray, type SQL, sql } from 'drizzle-orm';
import { toIso } from '../shared/clock.ts';
import type { Condition, Database, Statement } from '../shared/database.ts';
import { type IdentityRow, userIdentities } from './table.ts';

/** The identities of a user that were connected at `since` (epoch milliseconds) or later. */
export type AddedIdentities = {
  userId: string;
  since: number;
  /** Ids of those that stay all the same. */
  spare?: string[];
};

/** Puts disconnected identities back, and removes those connected since a change. */
export type RemovedIdentityStore = ReturnType<typeof createRemovedIdentityStore>;

/** Statements for the caller's batch. */
export function createRemovedIdentityStore(db: Database) {
  return {
    /**
     * Removes these, if `when` holds, but never the identity that the account was made with, which
     * was its only way in. Returns the provider of each.
     */
    removeAddedStatement: (added: AddedIdentities, when: Condition) =>
      db
        .delete(userIdentities)
        .where(and(eq(userIdentities.userId, added.userId), isAdded(added), when))
        .returning({ provider: userIdentities.provider }),

    /** Removes these of a user's, whatever is left. */
    removeStatement: (userId: string, ids: string[]): Statement =>
      db
        .delete(userIdentities)
        .where(and(eq(userIdentities.userId, userId), inArray(userIdentities.id, ids))),

    /**
     * Puts an identity back as it was, if `when` holds; not if its user is gone or has another one
     * of the provider, if somebody has its subject by now, or if a link has taken back a change
     * made before it was connected, however closely the two links were pressed.
     */
    putBackStatement: (identity: IdentityRow, when: Condition): Statement =>
      db
        .insert(userIdentities)
        .select(
          sql`select ${identity.id}, users.id, ${identity.provider}, ${identity.issuer},
            ${identity.subject}, ${identity.email}, ${identity.createdAt}, ${identity.lastUsedAt}
          from users where users.id = ${identity.userId} and ${when} and not exists (
            select 1 from user_identities as other
            where other.user_id = users.id and other.provider = ${identity.provider})
          and not exists (select 1 from audit_events as undone where undone.user_id = users.id
            and undone.type in ('factor.change_undone', 'factor.removal_asked')
            and json_extract(undone.metadata, '$.changed_at') <= ${toIso(identity.createdAt)})`,
        )
        .onConflictDoNothing(),
  };
}

const isAdded = ({ since, spare = [] }: AddedIdentities): SQL | undefined =>
  and(
    gte(userIdentities.createdAt, since),
    sql`${userIdentities.createdAt} >
      (select users.created_at from users where users.id = ${userIdentities.userId})`,
    notInArray(userIdentities.id, spare),
  );
