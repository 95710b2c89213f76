import { limit, paragraph } from '../mail/blocks.tsx';
import type { Envelope } from '../mail/letterhead.ts';
import type { Mail } from '../mail/mail.ts';
import { wasNotYou } from '../mail/phrases.ts';
import { renderMail } from '../mail/render-mail.tsx';
import { voiceOf } from '../mail/voice.ts';

export type VerificationMail = {
  link: string;
  code: string;
  /** Epoch milliseconds. */
  linkUntil: number;
  codeUntil: number;
  /** Where the request came from, in words. */
  from: string;
};

/** Renders the mail that verifies an address by a link or a code. */
export function renderVerificationMail(
  envelope: Envelope,
  { link, code, linkUntil, codeUntil, from }: VerificationMail,
): Promise<Mail> {
  const voice = voiceOf(envelope);
  const { app, when, where } = voice;
  const words = voice.words.mails.verification;
  return renderMail(envelope, {
    kind: 'verification',
    subject: words.subject(app),
    blocks: [
      paragraph(words.what(app)),
      { kind: 'link', label: words.button, url: link },
      limit(words.limit, when(linkUntil)),
      limit(words.code, when(codeUntil)),
      { kind: 'code', code },
      ...wasNotYou(voice, words.wasNotYou(where(from))),
    ],
  });
}
