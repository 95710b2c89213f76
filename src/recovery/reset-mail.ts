import { renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';

/** The mail with a link that resets a password. `ttl` in milliseconds, `at` in epoch milliseconds. */
export function renderResetLink({
  to,
  appName,
  link,
  ttl,
  at,
  reader,
  from,
}: {
  to: string;
  appName: string;
  link: string;
  ttl: number;
  at: number;
  reader: Reader;
  from: string;
}): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Reset your ${appName} password`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Somebody asked for a new password for your ${appName} account. If that was you, choose one here:`,
      },
      { kind: 'link', label: 'Choose a new password', url: link },
      {
        kind: 'paragraph',
        text: `The link works once, until ${localTime(at + ttl, reader)}. When you save the new password, you are signed out everywhere.`,
      },
      { kind: 'heading', text: 'Wasn’t you?' },
      {
        kind: 'paragraph',
        text: `You don’t have to do anything: your password stays as it is. The request came from ${from}.`,
      },
    ],
  });
}
