import { ADMINISTRATOR } from '../http/client-info.ts';
import { paragraph } from '../mail/blocks.tsx';
import type { Letterhead } from '../mail/letterhead.ts';
import type { Mail, Mailer } from '../mail/mail.ts';
import { wasNotYou } from '../mail/phrases.ts';
import { renderMail } from '../mail/render-mail.tsx';
import { voiceOf } from '../mail/voice.ts';
import type { ErasureNotice } from './erasure-job.ts';

/** Renders the last mail to the owner of an erased account. It leads nowhere: nothing is left. */
export function renderErasureNotice(letterhead: Letterhead, notice: ErasureNotice): Promise<Mail> {
  const { email: to, at, from } = notice;
  const envelope = { to, reader: notice, letterhead };
  const voice = voiceOf(envelope);
  const words = voice.words.mails.erased;
  const when = voice.when(at);
  const byOwner = () => [
    paragraph(words.came(voice.where(from), when)),
    ...wasNotYou(voice, words.wasNotYou),
  ];
  return renderMail(envelope, {
    kind: 'erased',
    subject: words.subject(voice.app),
    blocks: [
      paragraph(words.what),
      ...(from === ADMINISTRATOR ? [paragraph(words.byAdministrator(when))] : byOwner()),
    ],
  });
}

/** Handles the job `account.erasure_notice`. */
export function createSendErasureNotice({
  mailer,
  letterhead,
}: {
  mailer: Mailer;
  letterhead: Letterhead;
}) {
  return async (notice: ErasureNotice, key: string): Promise<void> =>
    mailer(await renderErasureNotice(letterhead, notice), key);
}
