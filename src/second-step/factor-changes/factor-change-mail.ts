import { renderMail } from '../../mail/layout.tsx';
import { localTime, type Reader } from '../../mail/local-time.ts';
import type { Mail } from '../../mail/mail.ts';
import { paragraph, wasNotYou } from '../../mail/phrases.ts';
import { REVERT_TTL } from './factor-change.ts';

export type FactorChangeMail = {
  to: string;
  appName: string;
  /** Where the request came from, in words. */
  from: string;
  link: string;
  /** Epoch milliseconds. */
  at: number;
  reader: Reader;
  change: 'added' | 'removed';
  kinds: string[];
};

/** Renders the mail after a change of factors, with a link that reverts it. */
export function renderFactorChange(mail: FactorChangeMail): Promise<Mail> {
  const { to, appName, from, link, at, reader, change, kinds } = mail;
  const what = kinds[0] === 'passkey' ? 'A passkey' : 'An authenticator app';
  const wasDone = change === 'added' ? 'was added to' : 'was removed from';
  return renderMail({
    to,
    appName,
    subject: `${what} ${wasDone} your ${appName} account`,
    blocks: [
      paragraph(
        `${what} ${wasDone} your account.`,
        `The change came from ${from} on ${localTime(at, reader)}.`,
        'If you made it, you can ignore this email.',
      ),
      ...wasNotYou(
        `You can revert the change until ${localTime(at + REVERT_TTL, reader)}.`,
        'We then sign everyone out and remove whatever was added since to prove who you are.',
        'Choose a new password after that.',
      ),
      { kind: 'link', label: 'Revert this change', url: link },
    ],
  });
}
