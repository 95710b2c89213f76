import { type Block, renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';
import { CHANGE_TTL, UNDO_TTL } from './email-change.ts';

type Common = {
  to: string;
  appName: string;
  /** Where it was asked for, in words. */
  from: string;
};
type Timed = Common & {
  link: string;
  /** Epoch milliseconds. */
  at: number;
  reader: Reader;
};

/** The mail that confirms a new address. */
export function renderEmailChange({ to, appName, from, link, at, reader }: Timed): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Confirm your new address for ${appName}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Somebody wants to move a ${appName} account to this address. If that was you, confirm that the address is yours:`,
      },
      { kind: 'link', label: 'Use this address', url: link },
      {
        kind: 'paragraph',
        text: `The link works once, until ${localTime(at + CHANGE_TTL, reader)}.`,
      },
      { kind: 'heading', text: 'Wasn’t you?' },
      {
        kind: 'paragraph',
        text: `You don’t have to do anything: without the link the account stays where it is. The request came from ${from}.`,
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
        text: `Somebody tried to move another ${appName} account to this address, which has an account already. Nothing has changed.`,
      },
      { kind: 'paragraph', text: 'If that was you, sign in with this address instead.' },
      { kind: 'heading', text: 'Wasn’t you?' },
      {
        kind: 'paragraph',
        text: `You don’t have to do anything. The request came from ${from}.`,
      },
    ],
  });
}

/** What the old address is told, when a change is asked for and when it is done. */
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
      ? `Your ${appName} account is about to get another address`
      : `Your ${appName} account has another address`,
    blocks: [...(asked ? askedBlocks(change) : doneBlocks(change)), ...undoBlocks(change)],
  });
}

type Change = Pick<Timed, 'from' | 'link' | 'at' | 'reader'>;

const askedBlocks = ({ from, at, reader }: Change): Block[] => [
  {
    kind: 'paragraph',
    text: `Somebody who is signed in to your account and knows your password asked to move it to another address. The request came from ${from} on ${localTime(at, reader)}.`,
  },
  {
    kind: 'paragraph',
    text: 'If that was you, open the mail that we sent to the new address. Until then nothing changes.',
  },
];

const doneBlocks = ({ from, at, reader }: Change): Block[] => [
  {
    kind: 'paragraph',
    text: `Your account was moved to another address, and mail about it goes there from now on. The new address was confirmed from ${from} on ${localTime(at, reader)}.`,
  },
  { kind: 'paragraph', text: 'If that was you, sign in with the new address from now on.' },
];

const undoBlocks = ({ link, at, reader }: Change): Block[] => [
  { kind: 'heading', text: 'Wasn’t you?' },
  {
    kind: 'paragraph',
    text: `You can keep this address until ${localTime(at + UNDO_TTL, reader)}. Everybody is then signed out, and we mail you a link to choose a new password, since somebody has the one you have now.`,
  },
  { kind: 'link', label: 'Keep this address', url: link },
];
