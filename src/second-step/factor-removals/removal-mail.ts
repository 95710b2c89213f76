import { renderMail } from '../../mail/layout.tsx';
import { localTime, type Reader } from '../../mail/local-time.ts';
import type { Mail } from '../../mail/mail.ts';
import { paragraph } from '../../mail/phrases.ts';
import { NOTICE } from './factor-removal.ts';

export type RemovalNoticeMail = {
  to: string;
  appName: string;
  /** Who requested it, in words. */
  from: string;
  link: string;
  /** Epoch milliseconds. */
  at: number;
  reader: Reader;
};

/** Renders the mail that all factors are about to be removed, with a link that cancels it. */
export function renderRemovalNotice(mail: RemovalNoticeMail): Promise<Mail> {
  const { to, appName, from, link, at, reader } = mail;
  return renderMail({
    to,
    appName,
    subject: `Two-step sign-in of your ${appName} account is about to be removed`,
    blocks: [
      paragraph(
        `On ${localTime(at, reader)}, ${from} was asked to remove the passkeys, authenticator apps`,
        'and recovery codes of your account, because they are lost.',
        `That happens after ${localTime(at + NOTICE, reader)}, and signs everyone out.`,
      ),
      paragraph('If you asked for it, wait until then and sign in without them.'),
      paragraph('If you didn’t ask for it, someone may want to get into your account. Cancel it:'),
      { kind: 'link', label: 'Cancel the removal', url: link },
    ],
  });
}
