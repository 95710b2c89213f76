import { renderMail } from '../../mail/layout.tsx';
import type { Mail } from '../../mail/mail.ts';

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
        text: `Somebody, perhaps you, tried to register this address with ${appName} (${appUrl}) from ${from}. It already has an account, so nothing was changed.`,
      },
      {
        kind: 'paragraph',
        text: 'If it was you: just sign in, or reset your password if you have forgotten it. If it was not you, there is nothing to do.',
      },
    ],
  });
}
