import { ADMINISTRATOR, OPERATOR } from '../http/client-info.ts';
import { limit, paragraph } from '../mail/blocks.tsx';
import type { Envelope } from '../mail/letterhead.ts';
import type { Mail } from '../mail/mail.ts';
import { wasNotYou } from '../mail/phrases.ts';
import { renderMail } from '../mail/render-mail.tsx';
import { voiceOf } from '../mail/voice.ts';

export type ResetLinkMail = {
  link: string;
  /** Epoch milliseconds. */
  until: number;
  /** Where the request came from, in words. */
  from: string;
};

/**
 * Renders the mail with a link that resets a password. If an administrator or the operator sent it,
 * it says so and that there is no password until the reader chooses one.
 */
export function renderResetLink(
  envelope: Envelope,
  { link, until, from }: ResetLinkMail,
): Promise<Mail> {
  const voice = voiceOf(envelope);
  const { app, when, where } = voice;
  const { mails } = voice.words;
  const words = mails.reset;
  const isOfficial = from === ADMINISTRATOR || from === OPERATOR;
  return renderMail(envelope, {
    kind: 'reset_link',
    subject: words.subject(app),
    blocks: [
      paragraph(isOfficial ? words.official(app) : words.what(app)),
      { kind: 'link', label: mails.chooseNewPassword, url: link },
      limit(words.limit, when(until)),
      ...(isOfficial ? [] : wasNotYou(voice, words.wasNotYou(where(from)))),
    ],
  });
}
