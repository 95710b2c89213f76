import { ADMINISTRATOR, OPERATOR } from '../http/client-info.ts';
import { limit, paragraph } from '../mail/blocks.tsx';
import type { Envelope } from '../mail/letterhead.ts';
import type { Mail } from '../mail/mail.ts';
import { wasNotYou } from '../mail/phrases.ts';
import { renderMail } from '../mail/render-mail.tsx';
import { voiceOf } from '../mail/voice.ts';
import { listOf } from '../words/lists.ts';

/** Whether an administrator or the operator has the mail sent: `from` in words. */
export const isOfficial = (from: string): boolean => from === ADMINISTRATOR || from === OPERATOR;

export type ResetLinkMail = {
  link: string;
  /** Epoch milliseconds. */
  until: number;
  /** Where the request came from, in words. */
  from: string;
  /** Labels of providers that sign the reader in too. */
  connected?: string[];
};

/**
 * Renders the mail with a link that resets a password. If an administrator or the operator sent it,
 * it says so, that there is no password until the reader chooses one, and what signs in without
 * one: an intruder may have connected it.
 */
export function renderResetLink(
  envelope: Envelope,
  { link, until, from, connected = [] }: ResetLinkMail,
): Promise<Mail> {
  const voice = voiceOf(envelope);
  const { app, when, where } = voice;
  const { mails } = voice.words;
  const words = mails.reset;
  const official = isOfficial(from);
  return renderMail(envelope, {
    kind: 'reset_link',
    subject: words.subject(app),
    blocks: [
      paragraph(official ? words.official(app) : words.what(app)),
      { kind: 'link', label: mails.chooseNewPassword, url: link },
      limit(words.limit, when(until)),
      ...(official && connected.length > 0
        ? [paragraph(words.connected(listOf(connected, voice.language)))]
        : []),
      ...(official ? [] : wasNotYou(voice, words.wasNotYou(where(from)))),
    ],
  });
}
