import type { AuditStore } from '../../audit/audit-store.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import { toIso } from '../../shared/clock.ts';
import type { Batch } from '../../shared/database.ts';
import type { FactorRemovalStore } from '../../users/factor-removal-store.ts';
import type { RecoveryCodeStore } from '../../users/recovery-code-store.ts';
import type { RemovedFactorStore } from '../../users/removed-factor-store.ts';
import type { IdentityRow } from '../../users/table.ts';
import type { UserDirectoryStore } from '../../users/user-directory-store.ts';
import type { UserStore } from '../../users/user-store.ts';
import {
  type RevertIdentitiesDeps,
  revertIdentities,
} from '../identity-changes/revert-identities.ts';
import type { ChangedFactor } from './factor-change.ts';

export type RevertFactorsDeps = RevertIdentitiesDeps & {
  users: UserStore;
  removedFactors: RemovedFactorStore;
  recoveryCodes: RecoveryCodeStore;
  removals: FactorRemovalStore;
  directory: UserDirectoryStore;
  audit: AuditStore;
  changeUser: ChangeUser;
};

export type RevertFactorsInput = {
  userId: string;
  /** What is put back. */
  back: ChangedFactor[];
  /** What is connected again. */
  identities: IdentityRow[];
  /** When the change was made. Epoch milliseconds, as are `since` and `now`. */
  changedAt: number;
  /** What was added since goes. */
  since: number;
  /** Whether the last factor that proves possession may go. */
  mayTakeLast: boolean;
  client: ClientInfo;
  now: number;
  /** Id of the event to record: the owner is told once it is there. */
  event: string;
};

/**
 * Puts factors and identities back, removes those and the recovery codes that were added since, and
 * ends all sessions. Removes nothing, and throws `secret_invalid`, if that took the last factor
 * against its orders, or the user is gone; `storage_unavailable`.
 */
export async function revertFactors(
  deps: RevertFactorsDeps,
  input: RevertFactorsInput,
): Promise<void> {
  const { userId, back, identities, changedAt, since, mayTakeLast, client, now } = input;
  const { users, removedFactors, recoveryCodes, removals, directory, audit, changeUser } = deps;
  const reason = 'factor_change_undone';
  const added = { userId, since, spare: back.map(({ factor }) => factor.id) };
  const exists = users.existsCondition(userId);
  // In D1, since another request may be removing what would be left.
  const when = mayTakeLast ? exists : removedFactors.leavesPossessionCondition(added);
  const metadata = { put_back: back.length + identities.length, changed_at: toIso(changedAt) };
  const event = {
    id: input.event,
    type: 'factor.change_undone',
    userId,
    origin: client,
    metadata,
    at: now,
  } as const;
  const { happened } = await changeUser<Batch>({
    userId,
    tightens: { endsSessions: { reason }, factors: back.map(({ factor }) => factor.kind) },
    statements: [
      users.recordChangeStatement(userId, now),
      // Before what is removed: what is put back is what may be left.
      ...back.flatMap((one) => removedFactors.putBackStatements(one)),
      removedFactors.removeAddedStatement(added, when),
      recoveryCodes.removeAddedStatement(added, when),
      recoveryCodes.removeOrphansStatement(userId),
      ...revertIdentities(deps, { userId, since, back: identities }, when),
      removals.dropLesserStatement(userId, since, when),
      audit.recordWhenStatement(event, when),
      directory.raiseEpochStatement(userId, now, when),
    ],
    happened: (results) => (results.at(-1) as unknown[]).length > 0,
    endAll: { reason },
  });
  if (!happened) throw secretInvalid();
}
