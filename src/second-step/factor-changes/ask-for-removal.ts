import type { AuditStore } from '../../audit/audit-store.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { toIso } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import type { FactorRemovalStore } from '../../users/factor-removal-store.ts';
import type { IdentityRow } from '../../users/table.ts';
import type { User } from '../../users/user.ts';
import type { UserDirectoryStore } from '../../users/user-directory-store.ts';
import type { UserStore } from '../../users/user-store.ts';
import { NOTICE, removalNoticeJob } from '../factor-removals/factor-removal.ts';
import {
  type RevertIdentitiesDeps,
  revertIdentities,
} from '../identity-changes/revert-identities.ts';

export type AskForRemovalDeps = RevertIdentitiesDeps & {
  users: UserStore;
  removals: FactorRemovalStore;
  directory: UserDirectoryStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  enqueue: EnqueueJob;
  random: Random;
};
export type AskForRemovalInput = {
  user: User;
  /** When the change was made. Epoch milliseconds, as are `since` and `now`. */
  changedAt: number;
  /** What was added since is to go. */
  since: number;
  /** What is connected again. */
  identities: IdentityRow[];
  client: ClientInfo;
  now: number;
};

/**
 * Asks for the removal of the factors added since, which leaves an account without one: after
 * {@link NOTICE}, of which the owner is mailed, unless somebody proves to have one meanwhile. Ends
 * all sessions at once, and reverts identities, which are no second step. Returns when it is due.
 * Throws `storage_unavailable`.
 */
export async function askForRemoval(
  deps: AskForRemovalDeps,
  { user: { id: userId, email }, changedAt, since, identities, client, now }: AskForRemovalInput,
): Promise<number> {
  const { users, removals, directory, audit, changeUser, enqueue, random } = deps;
  const dueAt = now + NOTICE;
  const removal = { userId, actorId: userId, reason: null, requestedAt: now, dueAt, since };
  const reason = 'factor_change_undone';
  const from = describeClient(client);
  const id = random.uuidAt(now);
  const metadata = { changed_at: toIso(changedAt) };
  const event = { id, userId, origin: client, metadata, at: now };
  await enqueue(removalNoticeJob, { userId, email, at: now, from, by: 'link', event: id });
  await changeUser({
    userId,
    tightens: { endsSessions: { reason } },
    statements: [
      removals.putStatement(removal, true),
      ...revertIdentities(deps, { userId, since, back: identities }, users.existsCondition(userId)),
      directory.raiseEpochStatement(userId, now),
      audit.recordStatement({ ...event, type: 'factor.removal_asked' }),
    ],
    endAll: { reason },
  });
  // An earlier one that takes more keeps its time.
  return (await removals.find(userId))?.dueAt ?? dueAt;
}
