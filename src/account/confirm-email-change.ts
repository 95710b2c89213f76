import type { AuditStore } from '../audit/audit-store.ts';
import { type AnnounceDeps, type Announced, newAnnouncement } from '../guard/announce.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import { type RedeemLinkDeps, redeemLink } from '../guard/redeem-link.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import type { ClearAddress } from '../step-up/ports.ts';
import type { AddressStore, EmailChange } from '../users/address-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import {
  type EmailChangeContext,
  emailChangeSecret,
  emailNoticeJob,
  UNDO_TTL,
} from './email-change.ts';

export type ConfirmEmailChangeDeps = RedeemLinkDeps &
  AnnounceDeps & {
    addresses: AddressStore;
    clearAddress: ClearAddress;
    changeUser: ChangeUser;
    audit: AuditStore;
    enqueue: EnqueueJob;
    /** Names of the mailed secrets that are voided once the account leaves the old address. */
    mailedSecrets: string[];
  };

/**
 * Moves the account to the new address. A failed write releases the link. Throws `secret_invalid`,
 * also if the address has been taken or the password changed since the request;
 * `storage_unavailable`.
 */
export async function confirmEmailChange(
  deps: ConfirmEmailChangeDeps,
  { token, client }: { token: string; client: ClientInfo },
): Promise<void> {
  const { guards, clock } = deps;
  let announced: Announced | undefined;
  const link = {
    purpose: emailChangeSecret,
    token,
    read: () => null,
    // One call of the guard uses the link and hears of the change.
    redeem: async (secret: FoundSecret<EmailChangeContext>) => {
      const change = newAnnouncement(deps);
      const prepared = await guards.redeemToChange(secret, change);
      if (prepared !== null) announced = { ...change, prepared };
      return prepared !== null;
    },
  };
  await redeemLink(deps, link, async (secret) => {
    const change = toChange(secret.userId, secret.context, clock());
    const moving = { change, announced, voids: voidsOf(deps, secret, clock()), client };
    const moved = await moveAndClear(deps, moving, secret.context);
    if (!moved.happened) throw secretInvalid();
    if (moved.committed) return;
    // The guard did not hear of it, and has to know what no longer counts.
    const changedAt = clock();
    await guards.voidSecrets(secret.userId, {
      ...voidsOf(deps, secret, changedAt),
      now: changedAt,
    });
  });
}

/** Everything mailed so far, the confirmed link itself included. */
const voidsOf = (
  { mailedSecrets: purposes }: ConfirmEmailChangeDeps,
  { digest, purpose }: FoundSecret<EmailChangeContext>,
  now: number,
) => ({ purposes, by: { digest, purpose }, rememberUntil: now + UNDO_TTL });

function toChange(id: string, context: EmailChangeContext, now: number): EmailChange {
  const { from, email, signInEpoch } = context;
  const expected = { email: normalizeEmail(from), signInEpoch };
  return { id, expected, email, emailNormalized: normalizeEmail(email), now };
}

type Moving = {
  change: EmailChange;
  announced: Announced | undefined;
  voids: ReturnType<typeof voidsOf>;
  client: ClientInfo;
};
type Moved = { happened: boolean; committed: boolean };

/** Moves the account, after erasing registrations that others use under the address if needed. */
async function moveAndClear(
  deps: ConfirmEmailChangeDeps,
  moving: Moving,
  context: EmailChangeContext,
): Promise<Moved> {
  const moved = await move(deps, moving, context);
  if (moved.happened) return moved;
  const { change, client } = moving;
  const { id, emailNormalized: email } = change;
  if (!(await deps.clearAddress.forUser({ id, email, client }))) return moved;
  return move(deps, { ...moving, announced: undefined }, context);
}

function move(
  deps: ConfirmEmailChangeDeps,
  { change, announced, voids, client }: Moving,
  { from, fromVerified }: EmailChangeContext,
): Promise<Moved> {
  const { addresses, audit, changeUser } = deps;
  const { id, emailNormalized, now } = change;
  return changeUser({
    userId: id,
    announced,
    statements: [
      addresses.changeEmailStatement(change),
      audit.recordWhenStatement(
        { type: 'email.changed', userId: id, origin: client, at: now },
        addresses.ownsCondition(id, emailNormalized),
      ),
      addresses.yieldStatement(id, emailNormalized),
    ],
    happened: ([changed]) => changed.length > 0,
    voids,
    ...(fromVerified && { tell: () => notifyOldAddress(deps, change, from, client) }),
  });
}

const notifyOldAddress = (
  { enqueue }: ConfirmEmailChangeDeps,
  { id: userId, now: at }: EmailChange,
  email: string,
  client: ClientInfo,
) => enqueue(emailNoticeJob, { userId, email, stage: 'done', at, from: describeClient(client) });
