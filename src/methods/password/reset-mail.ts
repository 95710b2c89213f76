import { inWords } from '../../mail/in-words.ts';
import { renderMail } from '../../mail/layout.tsx';
import type { Mail } from '../../mail/mail.ts';

/** The mail with a link that resets a password. `ttl` in milliseconds. */
export function renderResetLink({
  to,
  appName,
  link,
  ttl,
  from,
}: {
  to: string;
  appName: string;
  link: string;
  ttl: number;
  from: string;
}): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Reset your ${appName} password`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Open the link within ${inWords(ttl)} to choose a new password. It works once.`,
      },
      { kind: 'link', label: 'Choose a new password', url: link },
      {
        kind: 'paragraph',
        text: `It was asked for from ${from}. If it was not you, do nothing: your password stays as it is.`,
      },
    ],
  });
}
