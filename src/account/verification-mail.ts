import { inWords } from '../mail/in-words.ts';
import { renderMail } from '../mail/layout.tsx';
import type { Mail } from '../mail/mail.ts';

export type VerificationMail = {
  to: string;
  appName: string;
  link: string;
  code: string /** Milliseconds. */;
  linkTtl: number;
  codeTtl: number;
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
  from,
}: VerificationMail): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Verify your address for ${appName}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Somebody, hopefully you, registered this address with ${appName}. Open the link within ${inWords(linkTtl)} to verify it:`,
      },
      { kind: 'link', label: 'Verify my address', url: link },
      {
        kind: 'paragraph',
        text: `Or type this code within ${inWords(codeTtl)}:`,
      },
      { kind: 'code', code },
      {
        kind: 'paragraph',
        text: `It was asked for from ${from}. If it was not you, do nothing: without the link or the code the account stays closed.`,
      },
    ],
  });
}
