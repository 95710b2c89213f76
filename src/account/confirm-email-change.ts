import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import { type RedeemLinkDeps, redeemLink } from '../guard/redeem-link.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import type { ClearAddress } from '../step-up/ports.ts';
import type { AddressStore, EmailChange } from '../users/address-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import {
  type EmailChangeContext,
  emailChangeSecret,
  emailNoticeJob,
  UNDO_TTL,
} from './email-change.ts';

export type ConfirmEmailChangeDeps = RedeemLinkDeps & {
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
  const { guards, mailedSecrets, clock } = deps;
  const link = { purpose: emailChangeSecret, token, read: () => null };
  await redeemLink(deps, link, async ({ userId, context }) => {
    const now = clock();
    const change = toChange(userId, context, now);
    if (!(await moveAndClear(deps, change, client))) throw secretInvalid();
    if (context.fromVerified) await notifyOldAddress(deps, change, context.from, client);
    // Last: this voids the confirmed link itself. The time is read after the change, so that
    // secrets mailed up to then are voided too.
    const changedAt = clock();
    await guards.voidSecrets(userId, {
      purposes: mailedSecrets,
      now: changedAt,
      rememberUntil: changedAt + UNDO_TTL,
    });
  });
}

function toChange(id: string, context: EmailChangeContext, now: number): EmailChange {
  const { from, email, signInEpoch } = context;
  const expected = { email: normalizeEmail(from), signInEpoch };
  return { id, expected, email, emailNormalized: normalizeEmail(email), now };
}

/** Moves the account, after erasing registrations that others use under the address if needed. */
async function moveAndClear(
  deps: ConfirmEmailChangeDeps,
  change: EmailChange,
  client: ClientInfo,
): Promise<boolean> {
  if (await move(deps, change, client)) return true;
  const { id, emailNormalized: email } = change;
  return (
    (await deps.clearAddress.forUser({ id, email, client })) && (await move(deps, change, client))
  );
}

async function move(
  { addresses, audit, changeUser }: ConfirmEmailChangeDeps,
  change: EmailChange,
  client: ClientInfo,
): Promise<boolean> {
  const { id, emailNormalized, now } = change;
  const { happened } = await changeUser({
    userId: id,
    statements: [
      addresses.changeEmailStatement(change),
      audit.recordWhenStatement(
        { type: 'email.changed', userId: id, origin: client, at: now },
        addresses.ownsCondition(id, emailNormalized),
      ),
      addresses.yieldStatement(id, emailNormalized),
    ],
    happened: ([changed]) => changed.length > 0,
  });
  return happened;
}

const notifyOldAddress = (
  { enqueue }: ConfirmEmailChangeDeps,
  { id: userId, now: at }: EmailChange,
  email: string,
  client: ClientInfo,
) => enqueue(emailNoticeJob, { userId, email, stage: 'done', at, from: describeClient(client) });
