import { ADMINISTRATOR, OPERATOR } from '../http/client-info.ts';
import { type MailedCode, renderCodeMail } from '../mail/code-mail.ts';
import { type Block, renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';
import { paragraph, wasNotYou } from '../mail/phrases.ts';

export type ResetLinkMail = {
  to: string;
  appName: string;
  link: string;
  /** Milliseconds. */
  ttl: number;
  /** Epoch milliseconds. */
  at: number;
  reader: Reader;
  /** Where the request came from, in words. */
  from: string;
};

/**
 * Renders the mail with a link that resets a password. If an administrator or the operator sent it,
 * it says so and that there is no password until the reader chooses one.
 */
export function renderResetLink(mail: ResetLinkMail): Promise<Mail> {
  const { to, appName, link, ttl, at, reader, from } = mail;
  const official = from === ADMINISTRATOR || from === OPERATOR;
  const { opening, ending } = official ? officialWords(mail) : ownWords(mail);
  return renderMail({
    to,
    appName,
    subject: `Reset your ${appName} password`,
    blocks: [
      opening,
      { kind: 'link', label: 'Choose a new password', url: link },
      paragraph(
        `The link works once, until ${localTime(at + ttl, reader)}.`,
        'When you save the new password, we sign you out everywhere.',
      ),
      ...ending,
    ],
  });
}

type Words = { opening: Block; ending: Block[] };

const ownWords = ({ appName, from }: ResetLinkMail): Words => ({
  opening: paragraph(
    `Someone asked for a new password for your ${appName} account.`,
    'If that was you, choose one here:',
  ),
  ending: wasNotYou(
    'You can ignore this email: nothing changes unless the link is used.',
    `The request came from ${from}.`,
  ),
});

const officialWords = ({ appName }: ResetLinkMail): Words => ({
  opening: paragraph(
    `The team behind ${appName} asks you to choose a new password for your account.`,
    'Until you do, you can’t sign in with a password. Choose one here:',
  ),
  ending: [],
});

/** Renders the mail with a code that resets a password. */
export function renderResetCode(mail: MailedCode): Promise<Mail> {
  return renderCodeMail({
    ...mail,
    occasion: 'reset your password for',
    warning: 'You can ignore this email: nothing changes unless the code is used.',
  });
}
