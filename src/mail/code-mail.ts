import { type Block, limit, paragraph } from './blocks.tsx';
import type { Envelope } from './letterhead.ts';
import type { Mail } from './mail.ts';
import { newPasswordLink, wasNotYou } from './phrases.ts';
import { renderMail } from './render-mail.tsx';
import { type Voice, voiceOf } from './voice.ts';

export type CodeMail = {
  /** What the code is for. */
  use: 'signIn' | 'reset' | 'secondStep' | 'stepUp' | 'address';
  code: string;
  /** Epoch milliseconds. */
  until: number;
  /** Where the request came from, in words. */
  from: string;
  /** For `address`: the label of the provider that the reader came from. */
  provider?: string;
};

/**
 * Renders a mail with a code: what it is for, until when it works and where the request came from.
 */
export function renderCodeMail(
  envelope: Envelope,
  { use, code, until, from, provider = '' }: CodeMail,
): Promise<Mail> {
  const voice = voiceOf(envelope);
  const { app, when, where } = voice;
  const common = voice.words.mails.code;
  const { subject, what, wasNotYou: advice } = common[use];
  return renderMail(envelope, {
    kind: KINDS[use],
    subject: subject(app),
    blocks: [
      paragraph(what(app, provider)),
      { kind: 'code', code },
      limit(common.limit, when(until)),
      paragraph(common.came(where(from))),
      ...wasNotYou(voice, advice),
      ...remedy(voice, use),
    ],
  });
}

const KINDS = {
  signIn: 'sign_in_code',
  reset: 'reset_code',
  secondStep: 'second_step_code',
  stepUp: 'step_up_code',
  address: 'address_code',
} as const;

/** What helps if someone else asked: these codes are only sent to those who are half-way in. */
const remedy = (voice: Voice, use: CodeMail['use']): Block[] =>
  use === 'secondStep' || use === 'stepUp' ? [newPasswordLink(voice)] : [];
