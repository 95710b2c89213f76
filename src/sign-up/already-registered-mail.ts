import { renderMail } from '../mail/layout.tsx';
import type { Mail } from '../mail/mail.ts';
import { newPasswordLink } from '../mail/page-links.ts';

/** Tells the owner of an account that their address was registered once more. */
export function renderAlreadyRegistered({
  to,
  appName,
  appUrl,
  from,
}: {
  to: string;
  appName: string;
  appUrl: string;
  from: string;
}): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `You already have a ${appName} account`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Somebody tried to create a ${appName} account with this address, which has one already. Nothing has changed.`,
      },
      {
        kind: 'paragraph',
        text: 'If that was you, sign in with this address. If you have forgotten your password, choose a new one:',
      },
      { kind: 'link', ...newPasswordLink(appUrl) },
      { kind: 'heading', text: 'Wasn’t you?' },
      {
        kind: 'paragraph',
        text: `You don’t have to do anything. The request came from ${from}.`,
      },
    ],
  });
}
