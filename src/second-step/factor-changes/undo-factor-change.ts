import type { AuditStore } from '../../audit/audit-store.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import { type RedeemLinkDeps, redeemLink } from '../../guard/redeem-link.ts';
import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import { securityNoticeJob } from '../../sessions/security-mail.ts';
import type { Batch } from '../../shared/database.ts';
import type { KeyRing } from '../../shared/digest.ts';
import { orLog } from '../../shared/log.ts';
import type { FactorStore } from '../../users/factor-store.ts';
import type { RecoveryCodeStore } from '../../users/recovery-code-store.ts';
import type { RemovedFactorStore } from '../../users/removed-factor-store.ts';
import type { UserDirectoryStore } from '../../users/user-directory-store.ts';
import type { UserStore } from '../../users/user-store.ts';
import { openSecret, sealSecret } from '../totp/sealed-secret.ts';
import {
  type ChangedFactor,
  FACTOR_BACK,
  factorChangeSecret,
  puttingBack,
  REVERT_TTL,
} from './factor-change.ts';

export type UndoFactorChangeDeps = RedeemLinkDeps & {
  users: UserStore;
  factors: FactorStore;
  removedFactors: RemovedFactorStore;
  recoveryCodes: RecoveryCodeStore;
  directory: UserDirectoryStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  enqueue: EnqueueJob;
  factorKeys: KeyRing;
};
export type UndoFactorChangeInput = { token: string; client: ClientInfo };
export type UndoFactorChange = (input: UndoFactorChangeInput) => Promise<void>;

/** {@link undoFactorChange} with its dependencies. */
export const createUndoFactorChange =
  (deps: UndoFactorChangeDeps): UndoFactorChange =>
  (input) =>
    undoFactorChange(deps, input);

/**
 * Reverts a change of factors: puts back what was removed, removes factors and recovery codes that
 * were added at the change or since, ends all sessions and tells the owner. Links of other changes
 * stay valid, but put nothing back that this one removed: an owner who presses all of an intruder's
 * has none of theirs. A failed write releases the link. Throws `secret_invalid`,
 * `storage_unavailable`.
 */
export async function undoFactorChange(
  deps: UndoFactorChangeDeps,
  { token, client }: UndoFactorChangeInput,
): Promise<void> {
  const { clock, log, enqueue, guards } = deps;
  const link = {
    purpose: factorChangeSecret,
    token,
    read: () => null,
    along: puttingBack,
    sparesEarlier: true,
  };
  await redeemLink(deps, link, async ({ userId, context: { removed, since } }) => {
    const now = clock();
    const back = await sealAnew(deps, removed);
    // First: once they are removed, no link may put them back.
    await guards.voidSecrets(userId, {
      purposes: [FACTOR_BACK],
      since,
      now,
      rememberUntil: now + REVERT_TTL,
    });
    if (!(await revert(deps, { userId, back, since, client, now }))) throw secretInvalid();
    const notice = {
      userId,
      kind: 'factor_change_undone',
      at: now,
      from: describeClient(client),
    } as const;
    await orLog(log, 'notice_not_queued', enqueue(securityNoticeJob, notice));
  });
}

type Revert = {
  userId: string;
  back: ChangedFactor[];
  since: number;
  client: ClientInfo;
  now: number;
};

async function revert(
  deps: UndoFactorChangeDeps,
  { userId, back, since, client, now }: Revert,
): Promise<boolean> {
  const { users, factors, removedFactors, recoveryCodes, directory, audit, changeUser } = deps;
  const reason = 'factor_change_undone';
  const exists = users.existsCondition(userId);
  const metadata = { put_back: back.length };
  const event = {
    type: 'factor.change_undone',
    userId,
    origin: client,
    metadata,
    at: now,
  } as const;
  const { user } = await changeUser<Batch>({
    userId,
    tightens: { endsSessions: { reason }, factors: back.map(({ factor }) => factor.kind) },
    statements: [
      factors.removeAddedStatement(userId, since, exists),
      recoveryCodes.removeAddedStatement(userId, since, exists),
      ...back.flatMap((one) => removedFactors.putBackStatements(one)),
      recoveryCodes.removeOrphansStatement(userId),
      directory.raiseEpochStatement(userId, now),
      audit.recordWhenStatement(event, exists),
    ],
    endAll: { reason },
  });
  return user !== null;
}

/** Seals secrets with the present key. What none of the keys opens is of no use, and left out. */
async function sealAnew(
  { factorKeys, log }: UndoFactorChangeDeps,
  removed: ChangedFactor[],
): Promise<ChangedFactor[]> {
  const sealed = removed.map(async ({ factor, ...rest }) => {
    if (factor.secret === null) return [{ factor, ...rest }];
    try {
      const { id: factorId } = factor;
      const bytes = await openSecret(factorKeys, { factorId, sealed: factor.secret });
      return [{ factor: { ...factor, ...(await sealSecret(factorKeys, { factorId, bytes })) } }];
    } catch (error) {
      log.error('secret_not_opened', error);
      return [];
    }
  });
  return (await Promise.all(sealed)).flat();
}
