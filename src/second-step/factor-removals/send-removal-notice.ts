import type { Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { UserStore } from '../../users/user-store.ts';
import { CANCEL_TTL, cancelRemovalSecret, type RemovalNotice } from './factor-removal.ts';
import { renderRemovalNotice } from './removal-mail.ts';

export type SendRemovalNoticeDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  mailer: Mailer;
  appName: string;
  appUrl: string;
};

/** Binds {@link sendRemovalNotice} to its dependencies. */
export const createSendRemovalNotice =
  (deps: SendRemovalNoticeDeps) => (notice: RemovalNotice, key: string) =>
    sendRemovalNotice(deps, notice, key);

/**
 * Mails the owner a link that cancels the removal, unless the account is gone. Throws
 * `storage_unavailable`, and the errors of the mailer.
 */
export async function sendRemovalNotice(
  { users, secrets, mailer, appName, appUrl }: SendRemovalNoticeDeps,
  { userId, email, at, from, by }: RemovalNotice,
  key: string,
): Promise<void> {
  const user = await users.findById(userId);
  if (user === null) return;
  const token = await secrets.issueLink({
    purpose: cancelRemovalSecret,
    userId,
    epoch: null,
    context: {},
    issuedAt: at,
    ttl: CANCEL_TTL,
  });
  const link = `${appUrl}/cancel-factor-removal?token=${token}`;
  const words = { to: email, appName, from, by, link, at, reader: user };
  await mailer(await renderRemovalNotice(words), key);
}
