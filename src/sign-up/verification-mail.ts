import { inWords } from '../mail/in-words.ts';
import { renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';

export type VerificationMail = {
  to: string;
  appName: string;
  link: string;
  code: string /** Milliseconds. */;
  linkTtl: number;
  codeTtl: number;
  /** Epoch milliseconds. */
  at: number;
  reader: Reader;
  /** Where it was asked for, in words. */
  from: string;
};

/** The mail that verifies an address. */
export function renderVerificationMail({
  to,
  appName,
  link,
  code,
  linkTtl,
  codeTtl,
  at,
  reader,
  from,
}: VerificationMail): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Verify your address for ${appName}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Somebody used this address to create a ${appName} account. If that was you, confirm that the address is yours:`,
      },
      { kind: 'link', label: 'Verify my address', url: link },
      {
        kind: 'paragraph',
        text: `The link works once, until ${localTime(at + linkTtl, reader)}. Instead of opening it, you can type this code within ${inWords(codeTtl)}:`,
      },
      { kind: 'code', code },
      { kind: 'heading', text: 'Wasn’t you?' },
      {
        kind: 'paragraph',
        text: `You don’t have to do anything: without the link or the code nobody can use the account. The request came from ${from}.`,
      },
    ],
  });
}
