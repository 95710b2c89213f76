import { limit, paragraph } from '../mail/blocks.tsx';
import type { Envelope } from '../mail/letterhead.ts';
import type { Mail } from '../mail/mail.ts';
import { SIGN_IN } from '../mail/page-links.ts';
import { wasNotYou } from '../mail/phrases.ts';
import { renderMail } from '../mail/render-mail.tsx';
import { voiceOf } from '../mail/voice.ts';
import { CHANGE_TTL, UNDO_TTL } from './email-change.ts';

type Asked = {
  /** Where the request came from, in words. */
  from: string;
};
type Timed = Asked & {
  link: string;
  /** Epoch milliseconds. */
  at: number;
};

/** Renders the mail that confirms a new address. */
export function renderEmailChange(envelope: Envelope, { from, link, at }: Timed): Promise<Mail> {
  const voice = voiceOf(envelope);
  const { app, when, where } = voice;
  const words = voice.words.mails.emailChange;
  return renderMail(envelope, {
    kind: 'email_change',
    subject: words.subject(app),
    blocks: [
      paragraph(words.what(app)),
      { kind: 'link', label: words.button, url: link },
      limit(words.limit, when(at + CHANGE_TTL)),
      ...wasNotYou(voice, words.wasNotYou(where(from))),
    ],
  });
}

/** Renders the mail to the new address if it already belongs to another account. */
export function renderAddressInUse(envelope: Envelope, { from }: Asked): Promise<Mail> {
  const voice = voiceOf(envelope);
  const { mails } = voice.words;
  const words = mails.addressInUse;
  return renderMail(envelope, {
    // Not what it is: see `MAIL_KINDS`.
    kind: 'email_change',
    subject: words.subject(voice.app),
    blocks: [
      paragraph(words.what(voice.app)),
      paragraph(words.next),
      { kind: 'link', label: mails.signIn, url: voice.page(SIGN_IN) },
      ...wasNotYou(voice, words.wasNotYou(voice.where(from))),
    ],
  });
}

/** Renders the notice to the old address: when a change is asked for, and when it is done. */
export function renderEmailNotice(
  envelope: Envelope,
  { from, link, at, stage }: Timed & { stage: 'asked' | 'done' },
): Promise<Mail> {
  const voice = voiceOf(envelope);
  const { app, when, where } = voice;
  const { emailNotice } = voice.words.mails;
  const words = emailNotice[stage];
  return renderMail(envelope, {
    kind: stage === 'asked' ? 'email_change_asked' : 'email_changed',
    subject: words.subject(app),
    blocks: [
      paragraph(words.what(where(from), when(at))),
      paragraph(words.next),
      ...wasNotYou(voice, emailNotice.wasNotYou),
      { kind: 'link', label: emailNotice.button, url: link },
      limit(emailNotice.limit, when(at + UNDO_TTL)),
    ],
  });
}
