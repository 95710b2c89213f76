import type { Letterhead } from '../mail/letterhead.ts';
import type { Mailer } from '../mail/mail.ts';
import type { UserStore } from '../users/user-store.ts';
import { renderSecurityNotice, type SecurityNotice } from './security-mail.ts';

export type SendSecurityNoticeDeps = {
  users: UserStore;
  mailer: Mailer;
  letterhead: Letterhead;
};

/** {@link sendSecurityNotice} with its dependencies. */
export const createSendSecurityNotice =
  (deps: SendSecurityNoticeDeps) => (notice: SecurityNotice, key: string) =>
    sendSecurityNotice(deps, notice, key);

/** Mails a security notice to the owner of the account, unless the account is gone. */
export async function sendSecurityNotice(
  { users, mailer, letterhead }: SendSecurityNoticeDeps,
  notice: SecurityNotice,
  key: string,
): Promise<void> {
  const user = await users.findById(notice.userId);
  if (user === null) return;
  const envelope = { to: user.email, reader: user, letterhead };
  await mailer(await renderSecurityNotice(envelope, notice), key);
}
