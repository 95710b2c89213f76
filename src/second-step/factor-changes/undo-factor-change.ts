import type { RedeemLinkDeps } from '../../guard/redeem-link.ts';
import type { ToUse } from '../../guard/to-use.ts';
import { withRedeemed } from '../../guard/with-redeemed.ts';
import { type ClientInfo, describeClient } from '../../http/client-info.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { Reader } from '../../mail/letterhead.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import type { FoundSecret } from '../../one-time-secrets/one-time-secrets.ts';
import { accountLocked, invalidCredentials } from '../../sessions/errors.ts';
import type { LaneOf } from '../../sessions/requester-lanes.ts';
import { securityNoticeJob } from '../../sessions/security-mail.ts';
import type { KeyRing } from '../../shared/digest.ts';
import { findAppError } from '../../shared/errors.ts';
import { orLog } from '../../shared/log.ts';
import type { Random } from '../../shared/random.ts';
import { type FactorStore, POSSESSIONS, type UserFactor } from '../../users/factor-store.ts';
import type { User } from '../../users/user.ts';
import type { FactorDeps } from '../factors/factor.ts';
import { type AskForRemovalDeps, askForRemoval } from './ask-for-removal.ts';
import {
  addedSince,
  askingBy,
  type ChangedFactor,
  connectingAgain,
  FACTOR_BACK,
  factorChangeSecret,
  IDENTITY_BACK,
  puttingBack,
  REVERT_TTL,
  type Revert,
} from './factor-change.ts';
import { type RevertFactorsDeps, revertFactors } from './revert-factors.ts';
import { sealAnew } from './seal-anew.ts';

export type UndoFactorChangeDeps = RedeemLinkDeps &
  RevertFactorsDeps &
  AskForRemovalDeps & {
    factors: FactorStore;
    enqueue: EnqueueJob;
    laneOf: LaneOf;
    evaluatePassword: FactorDeps['evaluatePassword'];
    factorKeys: KeyRing;
    random: Random;
  };
export type UndoFactorChangeInput = {
  token: string;
  /** The password that the account had before the change, if its bearer knows it. */
  password: string;
  client: ClientInfo;
};
/** When factors are removed, in epoch milliseconds; null if it is done. */
export type FactorChangeUndone = { dueAt: number | null; reader: Reader };
export type UndoFactorChange = (input: UndoFactorChangeInput) => Promise<FactorChangeUndone>;

/** {@link undoFactorChange} with its dependencies. */
export const createUndoFactorChange =
  (deps: UndoFactorChangeDeps): UndoFactorChange =>
  (input) =>
    undoFactorChange(deps, input);

type Change = {
  link: FoundSecret<Revert>;
  user: User;
  back: ChangedFactor[];
  since: number;
  client: ClientInfo;
};

/**
 * Reverts a change of factors or identities: puts back what was removed, removes factors, recovery
 * codes and identities that were added at the change or since, ends all sessions and tells the
 * owner. The mailbox alone does not remove the last factor of an account (second-step/README.md):
 * that needs the password of before the change as well, or else waits and can be stopped. Links of
 * other changes stay valid, but put nothing back that this one removed. A failed write releases the
 * link. Throws `secret_invalid`, `invalid_credentials` for a wrong password and one tried too
 * often, `storage_unavailable`.
 */
export async function undoFactorChange(
  deps: UndoFactorChangeDeps,
  { token, password, client }: UndoFactorChangeInput,
): Promise<FactorChangeUndone> {
  const { secrets, untilAdmitted, users, factors } = deps;
  const link = await secrets.findLink(factorChangeSecret, token);
  await untilAdmitted();
  if (link === null) throw secretInvalid();
  const { context, userId } = link;
  const [user, kept, back] = await Promise.all([
    users.findById(userId),
    factors.list(userId),
    sealAnew(deps, context.removed),
  ]);
  if (user === null) throw secretInvalid();
  const change = { link, user, back, since: addedSince(context), client };
  const takesLast = !leavesPossession(kept, change);
  const isProven = takesLast && password !== '' && (await counts(deps, change));
  if (takesLast && !isProven) return { dueAt: await ask(deps, change), reader: user };
  await useUp(deps, [link, ...puttingBack(link)], async () => {
    if (isProven) await confirm(deps, change, password);
    await revert(deps, change, isProven);
  });
  return { dueAt: null, reader: user };
}

/** Whether a factor is left that proves possession, or none is taken. */
function leavesPossession(kept: UserFactor[], { back, since }: Change): boolean {
  const possessions = kept.filter(({ kind }) => POSSESSIONS.includes(kind));
  const stay = possessions.some(({ createdAt }) => (createdAt ?? 0) < since);
  return back.length > 0 || stay || possessions.length === 0;
}

/** Events of which one, since a password was set, says that there may have been a factor then. */
const FACTORS_TAKEN = ['factor.removed', 'factor.change_undone', 'admin.factors_removed'] as const;

/**
 * Whether the password was all that the account had before the change. One that was set since, or
 * while there was a factor, proves nothing: the mailbox can set it.
 */
async function counts({ audit }: UndoFactorChangeDeps, { user, link }: Change): Promise<boolean> {
  const { first, since: to } = link.context;
  const from = user.passwordChangedAt ?? 0;
  if (!first || !user.hasPassword || from >= to) return false;
  const any = { type: undefined, riskLevel: undefined, cursor: undefined, limit: 1 };
  const taken = await audit.list({ ...any, userId: user.id, types: FACTORS_TAKEN, from, to });
  return taken.length === 0;
}

async function useUp<T>(
  deps: UndoFactorChangeDeps,
  [first, ...others]: [ToUse, ...ToUse[]],
  work: () => Promise<T>,
): Promise<T> {
  // Links of earlier changes stay valid.
  const secrets = [{ ...first, since: first.issuedAt }, ...others];
  if (!(await deps.guards.redeemAll(first.userId, secrets, deps.clock()))) throw secretInvalid();
  return withRedeemed(deps, first, work, others);
}

async function ask(deps: UndoFactorChangeDeps, change: Change): Promise<number> {
  const { link, user, since, client } = change;
  const { guards, clock, log } = deps;
  const { disconnected: identities, since: changedAt } = link.context;
  const used = [link, askingBy(link), ...connectingAgain(link, true)] as const;
  const dueAt = await useUp(deps, [...used], async () => {
    await voidBack(deps, link, [IDENTITY_BACK]);
    return askForRemoval(deps, { user, changedAt, since, identities, client, now: clock() });
  });
  await orLog(log, 'secret_not_released', guards.giveBack(user.id, [link.digest]));
  return dueAt;
}

async function confirm(
  { guards, laneOf, evaluatePassword, clock }: UndoFactorChangeDeps,
  { user, client }: Change,
  password: string,
): Promise<void> {
  const lane = laneOf(user, client);
  const name = user.emailNormalized;
  const { success } = await evaluatePassword({ user, name, password, lane, client }).catch(
    (cause: unknown) => {
      // The page says the same of both.
      throw findAppError(cause)?.code === accountLocked.code
        ? invalidCredentials({ cause })
        : cause;
    },
  );
  // Not `unlock`: that would make the use of the link final before its work is done.
  await guards.refund(user.id, { ...success, now: clock() });
}

async function revert(
  deps: UndoFactorChangeDeps,
  { link, user, back, since, client }: Change,
  mayTakeLast: boolean,
): Promise<void> {
  const { enqueue, clock, random } = deps;
  const { id: userId } = user;
  const { disconnected: identities, since: changedAt } = link.context;
  await voidBack(deps, link, [FACTOR_BACK, IDENTITY_BACK]);
  const now = clock();
  const event = random.uuidAt(now);
  const kind = 'factor_change_undone';
  const notice = { userId, kind, at: now, from: describeClient(client), event } as const;
  await enqueue(securityNoticeJob, notice);
  const reverted = { userId, back, identities, changedAt, since, mayTakeLast };
  await revertFactors(deps, { ...reverted, client, now, event });
}

/** Comes first: once what was added since the change is removed, no link may put it back. */
async function voidBack(
  { guards, clock }: UndoFactorChangeDeps,
  { userId, context: { since } }: FoundSecret<Revert>,
  purposes: string[],
): Promise<void> {
  const now = clock();
  await guards.voidSecrets(userId, { purposes, since, now, rememberUntil: now + REVERT_TTL });
}
