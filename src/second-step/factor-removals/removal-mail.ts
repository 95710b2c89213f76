import { renderMail } from '../../mail/layout.tsx';
import { localTime, type Reader } from '../../mail/local-time.ts';
import type { Mail } from '../../mail/mail.ts';
import { paragraph } from '../../mail/phrases.ts';
import { NOTICE, type RemovalNotice } from './factor-removal.ts';

export type RemovalNoticeMail = {
  to: string;
  appName: string;
  /** Who requested it, in words. */
  from: string;
  by: RemovalNotice['by'];
  link: string;
  /** Epoch milliseconds. */
  at: number;
  reader: Reader;
};

/** Renders the mail that factors are about to be removed, with a link that cancels it. */
export function renderRemovalNotice(mail: RemovalNoticeMail): Promise<Mail> {
  const { to, appName, link, by } = mail;
  return renderMail({
    to,
    appName,
    subject: `Two-step sign-in of your ${appName} account is about to be removed`,
    blocks: [
      ...(by === 'link' ? askedByLink(mail) : askedByAdministrator(mail)),
      { kind: 'link', label: 'Cancel the removal', url: link },
    ],
  });
}

const askedByAdministrator = ({ from, at, reader }: RemovalNoticeMail) => [
  paragraph(
    `On ${localTime(at, reader)}, ${from} was asked to remove the passkeys, authenticator apps`,
    'and recovery codes of your account, because they are lost.',
    `That happens after ${localTime(at + NOTICE, reader)}, and signs everyone out.`,
  ),
  paragraph('If you asked for it, wait until then and sign in without them.'),
  paragraph(
    'If you didn’t ask for it, someone may want to get into your account. Sign in with one of them,',
    'which stops it, or cancel it:',
  ),
];

const askedByLink = ({ from, at, reader }: RemovalNoticeMail) => [
  paragraph(
    `On ${localTime(at, reader)}, someone with ${from} used a link that we emailed to you: it takes`,
    'back that a passkey or an authenticator app was added to your account. No other one would be',
    `left, so that happens after ${localTime(at + NOTICE, reader)}. Everyone was signed out.`,
  ),
  paragraph('If it was you, wait until then and sign in without it.'),
  paragraph(
    'If it wasn’t you, someone can read your email. Sign in with your passkey, authenticator app or',
    'a recovery code, which stops it, or cancel it:',
  ),
];
