import { renderMail } from '../mail/layout.tsx';
import type { Mail } from '../mail/mail.ts';
import { newPasswordLink } from '../mail/page-links.ts';
import { paragraph, wasNotYou } from '../mail/phrases.ts';

/** Renders the mail to the owner of an account whose address is registered again. */
export function renderAlreadyRegistered({
  to,
  appName,
  appUrl,
  from,
}: {
  to: string;
  appName: string;
  appUrl: string;
  /** Where the request came from, in words. */
  from: string;
}): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `You already have a ${appName} account`,
    blocks: [
      paragraph(
        `Someone tried to create a ${appName} account with your email address,`,
        'but you already have one. Nothing has changed.',
      ),
      paragraph(
        'If that was you, sign in with this address.',
        'If you’ve forgotten your password, choose a new one:',
      ),
      { kind: 'link', ...newPasswordLink(appUrl) },
      ...wasNotYou(`You can ignore this email. The request came from ${from}.`),
    ],
  });
}
