import type { AccountGuards } from '../guard/account-guards.ts';
import type { Mailer } from '../mail/mail.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { UserStore } from '../users/user-store.ts';
import {
  CHANGE_TTL,
  type EmailChangeNotice,
  type EmailChangeRequest,
  emailChangeSecret,
  emailUndoSecret,
  UNDO_TTL,
} from './email-change.ts';
import { renderAddressInUse, renderEmailChange, renderEmailNotice } from './email-change-mails.ts';

export type SendEmailChangeDeps = {
  users: UserStore;
  guards: AccountGuards;
  secrets: OneTimeSecrets;
  mailer: Mailer;
  clock: Clock;
  appName: string;
  appUrl: string;
};

/** Mails the new address: a link, or that it is taken. Whoever asked for it cannot tell which. */
export function createSendEmailChange({
  users,
  guards,
  secrets,
  mailer,
  clock,
  appName,
  appUrl,
}: SendEmailChangeDeps) {
  return async function sendEmailChange(
    { userId, email, signInEpoch, from }: EmailChangeRequest,
    key: string,
  ): Promise<void> {
    const [user, holder] = await Promise.all([
      users.findById(userId),
      users.findByEmail(normalizeEmail(email)),
    ]);
    // Whoever asked may have been thrown out since.
    if (user === null || user.signInEpoch !== signInEpoch) return;
    const now = clock();
    const mail = { lane: 'second-step', purpose: emailChangeSecret.name, key, now } as const;
    if (!(await guards.chargeMail(userId, mail))) return;
    // Who only registered the address yields to whoever proves it.
    if (holder !== null && holder.id !== userId && holder.emailVerifiedAt !== null)
      return mailer(await renderAddressInUse({ to: email, appName, from }), key);
    const context = {
      from: user.email,
      email,
      fromVerified: user.emailVerifiedAt !== null,
      signInEpoch,
    };
    const token = await secrets.issueLink({
      purpose: emailChangeSecret,
      userId,
      epoch: signInEpoch,
      context,
      issuedAt: now,
      ttl: CHANGE_TTL,
    });
    await mailer(
      await renderEmailChange({
        to: email,
        appName,
        from,
        link: `${appUrl}/change-email?token=${token}`,
        at: now,
        reader: user,
      }),
      key,
    );
  };
}

/**
 * Mails the old address a notice with a link that takes the change back. The link is as old as the change, however late the
 * mail: by that an earlier change outranks it.
 */
export function createSendEmailNotice({
  users,
  secrets,
  mailer,
  appName,
  appUrl,
}: SendEmailChangeDeps) {
  return async function sendEmailNotice(
    { userId, email, stage, at, from }: EmailChangeNotice,
    key: string,
  ): Promise<void> {
    const user = await users.findById(userId);
    // A change that was asked for at an address the account no longer has is done, which has its own notice, or was taken back.
    if (user === null || (stage === 'asked' && user.emailNormalized !== normalizeEmail(email)))
      return;
    const token = await secrets.issueLink({
      purpose: emailUndoSecret,
      userId,
      epoch: user.signInEpoch,
      context: { email },
      issuedAt: at,
      ttl: UNDO_TTL,
    });
    const link = `${appUrl}/undo-email-change?token=${token}`;
    await mailer(
      await renderEmailNotice({ to: email, appName, from, link, stage, at, reader: user }),
      key,
    );
  };
}
