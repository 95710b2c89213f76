import { inWords } from '../mail/in-words.ts';
import { renderMail } from '../mail/layout.tsx';
import type { Mail } from '../mail/mail.ts';
import { toIso } from '../shared/clock.ts';
import { CHANGE_TTL, UNDO_TTL } from './email-change.ts';

type Common = {
  to: string;
  appName: string /** Where it was asked for, in words. */;
  from: string;
};

/** The mail that confirms a new address. */
export function renderEmailChange({
  to,
  appName,
  from,
  link,
}: Common & { link: string }): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Confirm your new address for ${appName}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Somebody, hopefully you, wants to use this address for an account of ${appName}.`,
      },
      { kind: 'paragraph', text: `Open the link within ${inWords(CHANGE_TTL)} to confirm it:` },
      { kind: 'link', label: 'Use this address', url: link },
      {
        kind: 'paragraph',
        text: `It was asked for from ${from}. If it was not you, do nothing: the account stays where it is.`,
      },
    ],
  });
}

/** What the new address is told when it belongs to another account. */
export function renderAddressInUse({ to, appName, from }: Common): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Your address already belongs to a ${appName} account`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Somebody tried to move another account of ${appName} to this address, which already has one of its own.`,
      },
      {
        kind: 'paragraph',
        text: `It was asked for from ${from}. If it was you, sign in with this address. If not, do nothing.`,
      },
    ],
  });
}

/** What the old address is told, when a change is asked for and when it is done. */
export function renderEmailNotice({
  to,
  appName,
  from,
  link,
  stage,
  at,
}: Common & { link: string; stage: 'asked' | 'done'; at: number }): Promise<Mail> {
  const asked = stage === 'asked';
  return renderMail({
    to,
    appName,
    subject: asked
      ? `Your ${appName} account is about to get another address`
      : `Your ${appName} account has another address`,
    blocks: [
      {
        kind: 'paragraph',
        text: asked
          ? 'Somebody who knows your password asked to move your account to another address. That happens as soon as it is confirmed there.'
          : 'Your account was moved to another address. From now on you sign in with that one.',
      },
      { kind: 'paragraph', text: `When: ${toIso(at)}. From: ${from}.` },
      { kind: 'paragraph', text: 'If that was you, there is nothing to do.' },
      {
        kind: 'paragraph',
        text: `If not, take it back within ${inWords(UNDO_TTL)}. That ends all sessions and asks you for a new password:`,
      },
      { kind: 'link', label: 'Keep this address', url: link },
    ],
  });
}
