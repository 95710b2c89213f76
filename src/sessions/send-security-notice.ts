import type { Mailer } from '../mail/mail.ts';
import type { UserStore } from '../users/user-store.ts';
import { renderSecurityNotice, type SecurityNotice } from './security-mail.ts';

export type SendSecurityNoticeDeps = {
  users: UserStore;
  mailer: Mailer;
  appName: string;
  appUrl: string;
};

/** {@link sendSecurityNotice} with its dependencies. */
export const createSendSecurityNotice =
  (deps: SendSecurityNoticeDeps) => (notice: SecurityNotice, key: string) =>
    sendSecurityNotice(deps, notice, key);

/** Mails a security notice to the owner of the account, unless the account is gone. */
export async function sendSecurityNotice(
  { users, mailer, appName, appUrl }: SendSecurityNoticeDeps,
  notice: SecurityNotice,
  key: string,
): Promise<void> {
  const user = await users.findById(notice.userId);
  if (user === null) return;
  const { email: to } = user;
  await mailer(await renderSecurityNotice({ to, appName, appUrl, reader: user, notice }), key);
}
