import { type Block, paragraph } from './blocks.tsx';
import { FORGOT_PASSWORD, SECURITY } from './page-links.ts';
import type { Voice } from './voice.ts';

/** The end of a mail: what its reader does if they did not cause it. */
export function wasNotYou({ words }: Voice, text: string): Block[] {
  return [{ kind: 'heading', text: words.mails.wasNotYou }, paragraph(text)];
}

/** The button to the page where everyone can ask for a link to choose a new password. */
export const newPasswordLink = ({ words, page }: Voice): Block => ({
  kind: 'link',
  label: words.mails.chooseNewPassword,
  url: page(FORGOT_PASSWORD),
});

/** The button to the security settings of the account, by way of signing in. */
export const securityLink = ({ words, page }: Voice): Block => ({
  kind: 'link',
  label: words.mails.openSecurity,
  url: page(SECURITY),
});
