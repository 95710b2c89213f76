import * as z from 'zod';
import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import { SHUT_NOTICE, USED_UP_NOTICE } from '../../guard/lanes.ts';
import { type RedeemLinkDeps, redeemLink } from '../../guard/redeem-link.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { Mailer } from '../../mail/mail.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import {
  type OneTimeSecrets,
  type Purpose,
  secretOf,
} from '../../one-time-secrets/one-time-secrets.ts';
import { type LockNotice, renderLockNotice } from '../../sessions/lock-notice.ts';
import { type Clock, DAY } from '../../shared/clock.ts';
import type { UserStore } from '../../users/user-store.ts';

const context = z.object({ lane: z.string() });
const unlockSecret: Purpose<z.infer<typeof context>> = { name: 'unlock', prefix: 'unl', context };

export type SendLockNoticeDeps = {
  users: UserStore;
  guards: AccountGuards;
  secrets: OneTimeSecrets;
  mailer: Mailer;
  clock: Clock;
  appName: string;
  appUrl: string;
  /** Milliseconds; the link lives as long as the lock, that of a shut lane for {@link SHUT_TTL}. */
  duration: number;
};

/** Life of the link that opens a lane which stays shut, in milliseconds: the owner may be asleep. */
const SHUT_TTL = 3 * DAY;

/**
 * Mails an owner whose tries were used up a link that gives them back, a few times a day at the most. Nobody, if nobody
 * has the name.
 */
export function createSendLockNotice({
  users,
  guards,
  secrets,
  mailer,
  clock,
  appName,
  appUrl,
  duration,
}: SendLockNoticeDeps) {
  return async function sendLockNotice(notice: LockNotice, key: string): Promise<void> {
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
    await mailer(
      await renderLockNotice({
        to: user.email,
        appName,
        link: `${appUrl}/unlock-account?token=${token}`,
        duration,
        reader: user,
        notice,
      }),
      key,
    );
  };
}

export type UnlockAccountDeps = RedeemLinkDeps & { users: UserStore; audit: AuditStore };

/** Ends a lockout by the mailed link, once. Throws `secret_invalid`, `storage_unavailable`. */
export function createUnlockAccount(deps: UnlockAccountDeps) {
  const { users, guards, audit, clock } = deps;

  return async function unlockAccount({
    token,
    client,
  }: {
    token: string;
    client: ClientInfo;
  }): Promise<void> {
    const read = ({ userId }: { userId: string }) => users.findById(userId);
    await redeemLink(deps, { purpose: unlockSecret, token, read }, async (secret, user) => {
      if (secretOf(user, secret) === null) throw secretInvalid();
      const { userId } = secret;
      await guards.unlockAll(userId);
      await audit.record({ type: 'account.unlocked', userId, origin: client, at: clock() });
    });
  };
}
