import * as z from 'zod';
import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import { SHUT_NOTICE, USED_UP_NOTICE } from '../../guard/lanes.ts';
import { type RedeemLinkDeps, redeemLink } from '../../guard/redeem-link.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { Letterhead } from '../../mail/letterhead.ts';
import type { Mailer } from '../../mail/mail.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import {
  type OneTimeSecrets,
  type Purpose,
  secretOf,
} from '../../one-time-secrets/one-time-secrets.ts';
import { type LockNotice, renderLockNotice } from '../../sessions/lock-mail.ts';
import { type Clock, DAY } from '../../shared/clock.ts';
import type { UserStore } from '../../users/user-store.ts';

const context = z.object({ lane: z.string() });

/** A link that ends a lockout. */
export const unlockSecret: Purpose<z.infer<typeof context>> = {
  name: 'unlock',
  prefix: 'unl',
  context,
};

export type SendLockNoticeDeps = {
  users: UserStore;
  guards: AccountGuards;
  secrets: OneTimeSecrets;
  mailer: Mailer;
  clock: Clock;
  letterhead: Letterhead;
  /**
   * Milliseconds. The link lives as long as the lock; that of a shut lane at least {@link
   * SHUT_TTL}.
   */
  duration: number;
};

/** Lifetime of the link that opens a shut lane, in milliseconds: the owner may be asleep. */
const SHUT_TTL = 3 * DAY;

/**
 * Mails a link that ends a lockout to the owner of a locked account, a few times a day at most.
 * Does nothing for unknown names. Throws `storage_unavailable`.
 */
export async function sendLockNotice(
  deps: SendLockNoticeDeps,
  notice: LockNotice,
  key: string,
): Promise<void> {
  const { users, guards, secrets, mailer, clock, letterhead, duration } = deps;
  const { userId, lane, shut = false } = notice;
  const user = userId === null ? null : await users.findById(userId);
  if (user === null) return;
  const purpose = shut ? SHUT_NOTICE : USED_UP_NOTICE;
  if (!(await guards.chargeMail(user.id, { lane, purpose, key, now: clock() }))) return;
  const token = await secrets.issueLink({
    purpose: unlockSecret,
    userId: user.id,
    epoch: user.signInEpoch,
    context: { lane },
    issuedAt: clock(),
    ttl: shut ? Math.max(SHUT_TTL, duration) : duration,
  });
  const link = `${letterhead.appUrl}/unlock-account?token=${token}`;
  const envelope = { to: user.email, reader: user, letterhead };
  await mailer(await renderLockNotice(envelope, { link, duration, notice }), key);
}

/** Binds {@link sendLockNotice} to its dependencies. */
export const createSendLockNotice =
  (deps: SendLockNoticeDeps) => (notice: LockNotice, key: string) =>
    sendLockNotice(deps, notice, key);

export type UnlockAccountDeps = RedeemLinkDeps & { users: UserStore; audit: AuditStore };
export type UnlockAccountInput = { token: string; client: ClientInfo };

/** Ends a lockout by the mailed link, once. Throws `secret_invalid`, `storage_unavailable`. */
export async function unlockAccount(
  deps: UnlockAccountDeps,
  { token, client }: UnlockAccountInput,
): Promise<void> {
  const { users, guards, audit, clock } = deps;
  const read = ({ userId }: { userId: string }) => users.findById(userId);
  await redeemLink(deps, { purpose: unlockSecret, token, read }, async (secret, user) => {
    if (secretOf(user, secret) === null) throw secretInvalid();
    const { userId } = secret;
    await guards.unlockByMail(userId, clock());
    await audit.record({ type: 'account.unlocked', userId, origin: client, at: clock() });
  });
}

/** Binds {@link unlockAccount} to its dependencies. */
export const createUnlockAccount = (deps: UnlockAccountDeps) => (input: UnlockAccountInput) =>
  unlockAccount(deps, input);
