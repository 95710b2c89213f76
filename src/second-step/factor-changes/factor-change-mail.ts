import { limit, paragraph } from '../../mail/blocks.tsx';
import type { Envelope } from '../../mail/letterhead.ts';
import type { Mail } from '../../mail/mail.ts';
import { wasNotYou } from '../../mail/phrases.ts';
import { renderMail } from '../../mail/render-mail.tsx';
import { voiceOf } from '../../mail/voice.ts';
import { REVERT_TTL } from './factor-change.ts';

export type FactorChangeMail = {
  /** Where the request came from, in words. */
  from: string;
  link: string;
  /** Epoch milliseconds. */
  at: number;
  change: 'added' | 'removed';
  kinds: string[];
};

const NAMES = {
  passkey: { added: 'passkeyAdded', removed: 'passkeyRemoved' },
  app: { added: 'appAdded', removed: 'appRemoved' },
} as const;

/** Renders the mail after a change of factors, with a link that reverts it. */
export function renderFactorChange(envelope: Envelope, mail: FactorChangeMail): Promise<Mail> {
  const { from, link, at, change, kinds } = mail;
  const voice = voiceOf(envelope);
  const { app, when, where } = voice;
  const { factorChange } = voice.words.alarms;
  const words = factorChange[NAMES[kinds[0] === 'passkey' ? 'passkey' : 'app'][change]];
  return renderMail(envelope, {
    kind: change === 'added' ? 'factor_added' : 'factor_removed',
    subject: words.subject(app),
    blocks: [
      paragraph(words.text(where(from), when(at))),
      ...wasNotYou(voice, factorChange.wasNotYou),
      { kind: 'link', label: factorChange.button, url: link },
      limit(factorChange.limit, when(at + REVERT_TTL)),
    ],
  });
}
