import { inWords } from '../mail/in-words.ts';
import { renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';
import { paragraph, wasNotYou } from '../mail/phrases.ts';

export type VerificationMail = {
  to: string;
  appName: string;
  link: string;
  code: string;
  /** Milliseconds. */
  linkTtl: number;
  codeTtl: number;
  /** Epoch milliseconds. */
  at: number;
  reader: Reader;
  /** Where the request came from, in words. */
  from: string;
};

/** Renders the mail that verifies an address by a link or a code. */
export function renderVerificationMail(mail: VerificationMail): Promise<Mail> {
  const { to, appName, link, code, linkTtl, codeTtl, at, reader, from } = mail;
  return renderMail({
    to,
    appName,
    subject: `Verify your email address for ${appName}`,
    blocks: [
      paragraph(
        `Someone used this email address to create a ${appName} account.`,
        'If that was you, confirm that the address is yours:',
      ),
      { kind: 'link', label: 'Verify my email address', url: link },
      paragraph(
        `The link works once, until ${localTime(at + linkTtl, reader)}.`,
        `If you’re asked for a code, enter this one within ${inWords(codeTtl)}:`,
      ),
      { kind: 'code', code },
      ...wasNotYou(
        'You can ignore this email: without the link or the code, no one can use the account.',
        `The request came from ${from}.`,
      ),
    ],
  });
}
