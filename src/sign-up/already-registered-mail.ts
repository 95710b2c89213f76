import { paragraph } from '../mail/blocks.tsx';
import type { Envelope } from '../mail/letterhead.ts';
import type { Mail } from '../mail/mail.ts';
import { newPasswordLink, wasNotYou } from '../mail/phrases.ts';
import { renderMail } from '../mail/render-mail.tsx';
import { voiceOf } from '../mail/voice.ts';

/**
 * Renders the mail to the owner of an account whose address is registered again. `from` is where
 * the request came from, in words.
 */
export function renderAlreadyRegistered(
  envelope: Envelope,
  { from }: { from: string },
): Promise<Mail> {
  const voice = voiceOf(envelope);
  const words = voice.words.mails.alreadyRegistered;
  return renderMail(envelope, {
    kind: 'already_registered',
    subject: words.subject(voice.app),
    blocks: [
      paragraph(words.what(voice.app)),
      paragraph(words.next),
      newPasswordLink(voice),
      ...wasNotYou(voice, words.wasNotYou(voice.where(from))),
    ],
  });
}
