import { type MailedCode, renderCodeMail } from '../../mail/code-mail.ts';
import type { Mail } from '../../mail/mail.ts';

/** Renders the mail with a code that signs in. */
export function renderSignInCode(mail: MailedCode): Promise<Mail> {
  return renderCodeMail({
    ...mail,
    occasion: 'sign in to',
    warning: 'You can ignore this email: without the code, no one gets in.',
  });
}
