import { type Block, renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';
import { paragraph, wasNotYou } from '../mail/phrases.ts';
import { CHANGE_TTL, UNDO_TTL } from './email-change.ts';

type Common = {
  to: string;
  appName: string;
  /** Where the request came from, in words. */
  from: string;
};
type Timed = Common & {
  link: string;
  /** Epoch milliseconds. */
  at: number;
  reader: Reader;
};

/** Renders the mail that confirms a new address. */
export function renderEmailChange({ to, appName, from, link, at, reader }: Timed): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Confirm your new email address for ${appName}`,
    blocks: [
      paragraph(
        `Someone asked to move a ${appName} account to this email address.`,
        'If that was you, confirm that the address is yours:',
      ),
      { kind: 'link', label: 'Use this address', url: link },
      paragraph(`The link works once, until ${localTime(at + CHANGE_TTL, reader)}.`),
      ...wasNotYou(
        'You can ignore this email: without the link, the account keeps its current address.',
        `The request came from ${from}.`,
      ),
    ],
  });
}

/** Renders the mail to the new address if it already belongs to another account. */
export function renderAddressInUse({ to, appName, from }: Common): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Your email address already belongs to a ${appName} account`,
    blocks: [
      paragraph(
        `Someone tried to move another ${appName} account to this email address,`,
        'but the address already has an account of its own. Nothing has changed.',
      ),
      paragraph('If that was you, sign in with this address instead.'),
      ...wasNotYou(`You can ignore this email. The request came from ${from}.`),
    ],
  });
}

/** Renders the notice to the old address: when a change is asked for, and when it is done. */
export function renderEmailNotice({
  to,
  appName,
  stage,
  ...change
}: Timed & { stage: 'asked' | 'done' }): Promise<Mail> {
  const asked = stage === 'asked';
  return renderMail({
    to,
    appName,
    subject: asked
      ? `The email address of your ${appName} account is about to change`
      : `The email address of your ${appName} account was changed`,
    blocks: [...(asked ? askedBlocks(change) : doneBlocks(change)), ...undoBlocks(change)],
  });
}

type Change = Pick<Timed, 'from' | 'link' | 'at' | 'reader'>;

const askedBlocks = ({ from, at, reader }: Change): Block[] => [
  paragraph(
    'Someone who is signed in to your account and knows your password',
    'asked to move it to another email address.',
    `The request came from ${from} on ${localTime(at, reader)}.`,
  ),
  paragraph(
    'If that was you, open the email that we sent to the new address.',
    'Nothing changes until you confirm it there.',
  ),
];

const doneBlocks = ({ from, at, reader }: Change): Block[] => [
  paragraph(
    'Your account now has another email address, and we write to you there from now on.',
    `The new address was confirmed from ${from} on ${localTime(at, reader)}.`,
  ),
  paragraph('If that was you, use the new address the next time you sign in.'),
];

const undoBlocks = ({ link, at, reader }: Change): Block[] => [
  ...wasNotYou(
    'Someone else knows your password.',
    `You can keep this address until ${localTime(at + UNDO_TTL, reader)}.`,
    'We then sign everyone out and email you a link to choose a new password.',
  ),
  { kind: 'link', label: 'Keep this address', url: link },
];
