import type { Mailer } from '../mail/mail.ts';
import type { UserStore } from '../users/user-store.ts';
import { renderSecurityNotice, type SecurityNotice } from './security-notice.ts';

/** Mails a security notice to the owner of the account, if there still is one. */
export function createSendSecurityNotice({
  users,
  mailer,
  appName,
  appUrl,
}: {
  users: UserStore;
  mailer: Mailer;
  appName: string;
  appUrl: string;
}) {
  return async function sendSecurityNotice(notice: SecurityNotice, key: string): Promise<void> {
    const user = await users.findById(notice.userId);
    if (user === null) return;
    const { email: to } = user;
    await mailer(await renderSecurityNotice({ to, appName, appUrl, reader: user, notice }), key);
  };
}
