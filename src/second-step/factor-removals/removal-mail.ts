import { type Block, paragraph } from '../../mail/blocks.tsx';
import type { Envelope } from '../../mail/letterhead.ts';
import type { Mail } from '../../mail/mail.ts';
import { renderMail } from '../../mail/render-mail.tsx';
import { type Voice, voiceOf } from '../../mail/voice.ts';
import { NOTICE, type RemovalNotice } from './factor-removal.ts';

export type RemovalNoticeMail = {
  /** Who requested it, in words. */
  from: string;
  by: RemovalNotice['by'];
  link: string;
  /** Epoch milliseconds. */
  at: number;
};

/** Renders the mail that factors are about to be removed, with a link that cancels it. */
export function renderRemovalNotice(envelope: Envelope, mail: RemovalNoticeMail): Promise<Mail> {
  const voice = voiceOf(envelope);
  const words = voice.words.alarms.removal;
  return renderMail(envelope, {
    kind: 'factor_removal_asked',
    subject: words.subject(voice.app),
    blocks: [...explain(voice, mail), { kind: 'link', label: words.button, url: mail.link }],
  });
}

function explain({ words, when, where }: Voice, { by, from, at }: RemovalNoticeMail): Block[] {
  const { byLink, byAdministrator } = words.alarms.removal;
  const [asked, due] = [when(at), when(at + NOTICE)];
  const what =
    by === 'link' ? byLink.what(where(from), asked, due) : byAdministrator.what(asked, due);
  const { ifYou, ifNot } = by === 'link' ? byLink : byAdministrator;
  return [paragraph(what), paragraph(ifYou), paragraph(ifNot)];
}
