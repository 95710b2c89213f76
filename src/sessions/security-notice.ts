import * as z from 'zod';
import type { JobKind } from '../mail/job-queue.ts';
import { renderMail } from '../mail/layout.tsx';
import type { Mail } from '../mail/mail.ts';
import { toIso } from '../shared/clock.ts';

/** What an owner is told of unasked, whatever their settings: subject and what happened, given the app's name. */
const NOTICES = {
  new_device: {
    subject: (app: string) => `New sign-in to your ${app} account`,
    text: 'Somebody signed in to your account from a device or a country that we have not seen before.',
  },
  refresh_token_reused: {
    subject: (app: string) => `A session of your ${app} account was ended`,
    text: 'An old key of one of your sessions was used again. That happens when somebody has copied it, so we ended that session. Your other sessions go on.',
  },
  password_known: {
    subject: (app: string) => `Somebody knows your ${app} password`,
    text: 'Your password was given and then a wrong second step. Whoever did it did not get in, but knows your password.',
  },
  mailbox_known: {
    subject: (app: string) => `Somebody used a code that was mailed to you by ${app}`,
    text: 'A code that we mailed to you was given and then a wrong second step. Whoever did it did not get in, but may read your mail.',
  },
  password_changed: {
    subject: (app: string) => `Your ${app} password was changed`,
    text: 'Your password was changed, and all your other sessions were ended.',
  },
  password_reset: {
    subject: (app: string) => `Your ${app} password was reset`,
    text: 'Your password was reset by a mail to this address, and all your sessions were ended.',
  },
  password_breached: {
    subject: (app: string) => `Please change your ${app} password`,
    text: 'The password you set is among those that were stolen elsewhere and are tried everywhere. Nothing happened to your account yet, but please choose another one.',
  },
  second_factor_enabled: {
    subject: (app: string) => `Two-step sign-in was switched on for your ${app} account`,
    text: 'From now on a mailed code follows your password when you sign in.',
  },
  second_factor_disabled: {
    subject: (app: string) => `Two-step sign-in was switched off for your ${app} account`,
    text: 'From now on your password alone signs you in.',
  },
} as const;

export type NoticeKind = keyof typeof NOTICES;
export const NOTICE_KINDS = Object.keys(NOTICES) as NoticeKind[];

const payload = z.object({
  userId: z.string(),
  kind: z.enum(NOTICE_KINDS),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Where the request came from, in words; null when no request was behind it. */
  from: z.string().nullable(),
});
export type SecurityNotice = z.infer<typeof payload>;

/** Tells the owner of an account that something about its security happened. */
export const securityNoticeJob: JobKind<SecurityNotice> = { type: 'security.notice', payload };

/** The notice as a mail. */
export function renderSecurityNotice({
  to,
  appName,
  notice,
}: {
  to: string;
  appName: string;
  notice: SecurityNotice;
}): Promise<Mail> {
  const { subject, text } = NOTICES[notice.kind];
  const when =
    notice.from === null
      ? `When: ${toIso(notice.at)}.`
      : `When: ${toIso(notice.at)}. From: ${notice.from}.`;
  return renderMail({
    to,
    appName,
    subject: subject(appName),
    blocks: [
      { kind: 'paragraph', text },
      { kind: 'paragraph', text: when },
      {
        kind: 'paragraph',
        text: 'If that was you, there is nothing to do. If not, reset your password at once and look through your sessions.',
      },
    ],
  });
}
