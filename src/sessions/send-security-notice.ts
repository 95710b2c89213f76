import type { Mailer } from '../mail/mail.ts';
import type { UserStore } from '../users/user-store.ts';
import { renderSecurityNotice, type SecurityNotice } from './security-notice.ts';

/** Mails a security notice to the owner of the account, if there still is one. */
export function createSendSecurityNotice({
  users,
  mailer,
  appName,
}: {
  users: UserStore;
  mailer: Mailer;
  appName: string;
}) {
  return async function sendSecurityNotice(notice: SecurityNotice, key: string): Promise<void> {
    const user = await users.findById(notice.userId);
    if (user !== null)
      await mailer(await renderSecurityNotice({ to: user.email, appName, notice }), key);
  };
}
