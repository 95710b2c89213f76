import { limit, paragraph } from '../../mail/blocks.tsx';
import type { Envelope } from '../../mail/letterhead.ts';
import type { Mail } from '../../mail/mail.ts';
import { wasNotYou } from '../../mail/phrases.ts';
import { renderMail } from '../../mail/render-mail.tsx';
import { voiceOf } from '../../mail/voice.ts';
import { REVERT_TTL } from '../factor-changes/factor-change.ts';

export type IdentityChangeMail = {
  /** Where the request came from, in words. */
  from: string;
  link: string;
  /** Epoch milliseconds. */
  at: number;
  change: 'connected' | 'disconnected';
  /** The provider's label. */
  provider: string;
};

/** Renders the mail after a change of identities, with a link that reverts it. */
export function renderIdentityChange(envelope: Envelope, mail: IdentityChangeMail): Promise<Mail> {
  const { from, link, at, change, provider } = mail;
  const voice = voiceOf(envelope);
  const { app, when, where } = voice;
  const { factorChange, identityChange } = voice.words.alarms;
  const words = identityChange[change];
  return renderMail(envelope, {
    kind: change === 'connected' ? 'identity_connected' : 'identity_disconnected',
    subject: words.subject(provider, app),
    blocks: [
      paragraph(words.text(provider, where(from), when(at))),
      ...wasNotYou(voice, factorChange.wasNotYou),
      { kind: 'link', label: factorChange.button, url: link },
      limit(factorChange.limit, when(at + REVERT_TTL)),
    ],
  });
}
