import { type FindChangeDeps, findChange } from '../guard/find-change.ts';
import type { Letterhead } from '../mail/letterhead.ts';
import type { Mailer } from '../mail/mail.ts';
import type { UserStore } from '../users/user-store.ts';
import { renderSecurityNotice, type SecurityNotice } from './security-mail.ts';

export type SendSecurityNoticeDeps = FindChangeDeps & {
  users: UserStore;
  mailer: Mailer;
  letterhead: Letterhead;
};

/** {@link sendSecurityNotice} with its dependencies. */
export const createSendSecurityNotice =
  (deps: SendSecurityNoticeDeps) => (notice: SecurityNotice, key: string) =>
    sendSecurityNotice(deps, notice, key);

/**
 * Mails a security notice to the owner of the account, unless the account is gone, or what it tells
 * of was never done. Throws what {@link findChange} throws, and the errors of the mailer.
 */
export async function sendSecurityNotice(
  deps: SendSecurityNoticeDeps,
  notice: SecurityNotice,
  key: string,
): Promise<void> {
  const { users, mailer, letterhead } = deps;
  const [user, made] = await Promise.all([users.findById(notice.userId), findChange(deps, notice)]);
  if (user === null || made === null) return;
  const envelope = { to: user.email, reader: user, letterhead };
  await mailer(await renderSecurityNotice(envelope, notice), key);
}
