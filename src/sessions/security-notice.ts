import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';
import { type Block, renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';
import { newPasswordLink } from '../mail/page-links.ts';

/** A notice in words. */
type NoticeText = {
  /** Given the app's name. */
  subject: (app: string) => string;
  /** What happened, and what it means. */
  text: string;
  /** How the sentence about the request begins: "The sign-in came". Left out where no request was behind it. */
  came?: string;
  /** What to do about it. Left out where it is the same whoever did it. */
  wasNotYou?: string;
  /** The button that ends the notice. */
  link?: (appUrl: string) => { label: string; url: string };
};

/** What an owner is told of unasked, whatever their settings. Each ends in what helps against this very thing. */
const NOTICES = {
  new_device: {
    subject: (app) => `New sign-in to your ${app} account`,
    text: 'Somebody signed in to your account from a device or a country that we haven’t seen before. If that was you, you don’t have to do anything.',
    came: 'The sign-in came',
    wasNotYou: 'Choose a new password now. That signs everybody out, on every device.',
    link: newPasswordLink,
  },
  refresh_token_reused: {
    subject: (app) => `A session of your ${app} account was ended`,
    text: 'An old key of one of your sessions was used again, which can mean that somebody copied it. We ended that session, so one of your devices may ask you to sign in again. Your other sessions go on.',
    came: 'The old key was used',
    wasNotYou:
      'If you don’t know that device or place, choose a new password. That signs everybody out, on every device.',
    link: newPasswordLink,
  },
  password_known: {
    subject: (app) => `Somebody knows your ${app} password`,
    text: 'Somebody gave your password and then failed at the second step. They did not get in. If that was you, you don’t have to do anything.',
    came: 'The try came',
    wasNotYou:
      'Then somebody knows your password. Choose a new one now. That signs everybody out, on every device.',
    link: newPasswordLink,
  },
  mailbox_known: {
    subject: (app) => `Somebody used a code that ${app} mailed to you`,
    text: 'Somebody used a code or link that we mailed to you and then failed at the second step. They did not get in. If that was you, you don’t have to do anything.',
    came: 'The try came',
    wasNotYou:
      'Then somebody reads your mail. Change the password of your mailbox first, and then choose a new one here.',
    link: newPasswordLink,
  },
  password_changed: {
    subject: (app) => `Your ${app} password was changed`,
    text: 'Somebody who is signed in to your account and knew your password changed it. All other devices were signed out.',
    came: 'The change came',
    wasNotYou:
      'Then you don’t know your password any more, and somebody else does. Choose a new one by a mail to this address now. That signs everybody out, on every device.',
    link: newPasswordLink,
  },
  password_reset: {
    subject: (app) => `Your ${app} password was reset`,
    text: 'Somebody chose a new password by a mail to this address. Everybody was signed out, on every device.',
    came: 'The new password came',
    wasNotYou:
      'Then somebody reads your mail. Change the password of your mailbox first, and then choose a new one here.',
    link: newPasswordLink,
  },
  password_breached: {
    subject: (app) => `It’s time to change your ${app} password`,
    text: 'Your password is on a list of passwords that were stolen from other services, and those are tried everywhere. Nothing has happened to your account. Choose another password, one that you use nowhere else.',
    link: newPasswordLink,
  },
  second_factor_enabled: {
    subject: (app) => `Two-step sign-in was switched on for your ${app} account`,
    text: 'From now on we mail you a code after your password when you sign in.',
    came: 'The change came',
    wasNotYou:
      'Then somebody knows your password. Choose a new one now. That signs everybody out, on every device.',
    link: newPasswordLink,
  },
  second_factor_disabled: {
    subject: (app) => `Two-step sign-in was switched off for your ${app} account`,
    text: 'From now on your password alone signs you in.',
    came: 'The change came',
    wasNotYou:
      'Then somebody knows your password. Choose a new one now, which signs everybody out, and then switch two-step sign-in on again.',
    link: newPasswordLink,
  },
} as const satisfies Record<string, NoticeText>;

export type NoticeKind = keyof typeof NOTICES;
export const NOTICE_KINDS = Object.keys(NOTICES) as NoticeKind[];

const payload = z.object({
  userId: z.string(),
  kind: z.enum(NOTICE_KINDS),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Where the request came from, in words; null when no request was behind it. */
  from: clientDescriptionSchema.nullable(),
});
export type SecurityNotice = z.infer<typeof payload>;

/** Tells the owner of an account that something about its security happened. */
export const securityNoticeJob: JobKind<SecurityNotice> = { type: 'security.notice', payload };

/** The notice as a mail. */
export function renderSecurityNotice({
  to,
  appName,
  appUrl,
  reader,
  notice,
}: {
  to: string;
  appName: string;
  appUrl: string;
  reader: Reader;
  notice: SecurityNotice;
}): Promise<Mail> {
  const { subject, text, came, wasNotYou, link }: NoticeText = NOTICES[notice.kind];
  const { at, from } = notice;
  const blocks: Block[] = [{ kind: 'paragraph', text }];
  if (came !== undefined && from !== null)
    blocks.push({ kind: 'paragraph', text: `${came} from ${from} on ${localTime(at, reader)}.` });
  if (wasNotYou !== undefined)
    blocks.push({ kind: 'heading', text: 'Wasn’t you?' }, { kind: 'paragraph', text: wasNotYou });
  if (link !== undefined) blocks.push({ kind: 'link', ...link(appUrl) });
  return renderMail({ to, appName, subject: subject(appName), blocks });
}
