import { type MailedCode, renderCodeMail } from '../../mail/code-mail.ts';
import type { Mail } from '../../mail/mail.ts';
import { newPasswordLink } from '../../mail/page-links.ts';

/** Renders the mail with the code of a second step, which is sent only after the right password. */
export function renderSecondStepCode({
  appUrl,
  ...mail
}: MailedCode & { appUrl: string }): Promise<Mail> {
  return renderCodeMail({
    ...mail,
    occasion: 'finish signing in to',
    warning: [
      'Someone knows your password.',
      'They can’t get in without the code, but choose a new password now.',
    ].join(' '),
    remedy: newPasswordLink(appUrl),
  });
}
