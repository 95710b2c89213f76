import type { Mailer } from '../mail/mail.ts';
import type { UserStore } from '../users/user-store.ts';
import { type ReuseNotice, renderReuseNotice } from './reuse-notice.ts';

/** Mails the notice of a reuse to the owner of the account, if there still is one. */
export function createSendReuseNotice({ users, mailer, appName }: { users: UserStore; mailer: Mailer; appName: string }) {
  return async function sendReuseNotice(notice: ReuseNotice, key: string): Promise<void> {
    const user = await users.findById(notice.userId);
    if (user !== null) await mailer(await renderReuseNotice({ to: user.email, appName, notice }), key);
  };
}
