import type { Batch, Condition } from '../../shared/database.ts';
import type { RemovedIdentityStore } from '../../users/removed-identity-store.ts';
import type { IdentityRow } from '../../users/table.ts';

export type RevertIdentitiesDeps = { removedIdentities: RemovedIdentityStore };
export type RevertIdentitiesInput = {
  userId: string;
  /** What was connected since goes. Epoch milliseconds. */
  since: number;
  /** What is connected again. */
  back: IdentityRow[];
};

/**
 * Removes identities that were connected since, then connects others again, if `when` holds: an
 * account has one of each provider, so what comes back needs the place. The mailbox that has the
 * link is a way in, so none of the identities has to stay.
 */
export function revertIdentities(
  { removedIdentities }: RevertIdentitiesDeps,
  { userId, since, back }: RevertIdentitiesInput,
  when: Condition,
): Batch {
  const spare = back.map(({ id }) => id);
  return [
    removedIdentities.removeAddedStatement({ userId, since, spare }, when),
    ...back.map((identity) => removedIdentities.putBackStatement(identity, when)),
  ];
}
