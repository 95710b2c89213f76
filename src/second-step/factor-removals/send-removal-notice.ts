import { type FindChangeDeps, findChange } from '../../guard/find-change.ts';
import type { Letterhead } from '../../mail/letterhead.ts';
import type { Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { UserStore } from '../../users/user-store.ts';
import { CANCEL_TTL, cancelRemovalSecret, type RemovalNotice } from './factor-removal.ts';
import { renderRemovalNotice } from './removal-mail.ts';

export type SendRemovalNoticeDeps = FindChangeDeps & {
  users: UserStore;
  secrets: OneTimeSecrets;
  mailer: Mailer;
  letterhead: Letterhead;
};

/** Binds {@link sendRemovalNotice} to its dependencies. */
export const createSendRemovalNotice =
  (deps: SendRemovalNoticeDeps) => (notice: RemovalNotice, key: string) =>
    sendRemovalNotice(deps, notice, key);

/**
 * Mails the owner a link that cancels the removal, unless the account is gone, or the removal was
 * never asked for. Throws what {@link findChange} throws, and the errors of the mailer.
 */
export async function sendRemovalNotice(
  deps: SendRemovalNoticeDeps,
  notice: RemovalNotice,
  key: string,
): Promise<void> {
  const { users, secrets, mailer, letterhead } = deps;
  const { userId, email, at, from, by } = notice;
  const [user, made] = await Promise.all([users.findById(userId), findChange(deps, notice)]);
  if (user === null || made === null) return;
  const token = await secrets.issueLink({
    purpose: cancelRemovalSecret,
    userId,
    epoch: null,
    context: {},
    issuedAt: at,
    ttl: CANCEL_TTL,
  });
  const link = `${letterhead.appUrl}/cancel-factor-removal?token=${token}`;
  const envelope = { to: email, reader: user, letterhead };
  await mailer(await renderRemovalNotice(envelope, { from, by, link, at }), key);
}
