import * as z from 'zod';
import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { Mailer } from '../../mail/mail.ts';
import { secretInvalid } from '../../one-time-secrets/errors.ts';
import {
  type OneTimeSecrets,
  type Purpose,
  secretOf,
} from '../../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { UserStore } from '../../users/user-store.ts';
import { type LockNotice, renderLockNotice } from './lock-notice.ts';

const context = z.object({ lane: z.string() });
const unlockSecret: Purpose<z.infer<typeof context>> = { name: 'unlock', prefix: 'unl', context };

export type SendLockNoticeDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  mailer: Mailer;
  clock: Clock;
  appName: string;
  appUrl: string;
  /** Milliseconds; the link lives as long as the lock. */
  duration: number;
};

/** Mails the owner of a locked account a link that unlocks it. Nobody, if nobody has the name. */
export function createSendLockNotice({
  users,
  secrets,
  mailer,
  clock,
  appName,
  appUrl,
  duration,
}: SendLockNoticeDeps) {
  return async function sendLockNotice(
    { userId, lane, at, from }: LockNotice,
    key: string,
  ): Promise<void> {
    const user = userId === null ? null : await users.findById(userId);
    if (user === null) return;
    const token = await secrets.issueLink({
      purpose: unlockSecret,
      userId: user.id,
      epoch: user.signInEpoch,
      context: { lane },
      issuedAt: clock(),
      ttl: duration,
    });
    await mailer(
      await renderLockNotice({
        to: user.email,
        appName,
        link: `${appUrl}/unlock-account?token=${token}`,
        duration,
        at,
        reader: user,
        from,
      }),
      key,
    );
  };
}

export type UnlockAccountDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  audit: AuditStore;
  clock: Clock;
  log: Log;
};

/** Ends a lockout by the mailed link, once. Throws `secret_invalid`, `storage_unavailable`. */
export function createUnlockAccount({
  users,
  secrets,
  guards,
  audit,
  clock,
  log,
}: UnlockAccountDeps) {
  return async function unlockAccount({
    token,
    client,
  }: {
    token: string;
    client: ClientInfo;
  }): Promise<void> {
    const secret = await secrets.findLink(unlockSecret, token);
    if (secret === null) throw secretInvalid();
    const { userId } = secret;
    const owner = users.findById(userId);
    // Whether it can be read is asked once the secret is redeemed, so that it is given back.
    owner.catch(() => undefined);
    if (!(await guards.redeem(secret, clock()))) throw secretInvalid();
    await redeemFor(guards, secret, log, async () => {
      if (secretOf(await owner, secret) === null) throw secretInvalid();
      await guards.unlockAll(userId);
      await audit.record({ type: 'account.unlocked', userId, origin: client, at: clock() });
    });
  };
}
