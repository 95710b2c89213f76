import * as z from 'zod';
import type { Lane } from '../guard/lanes.ts';
import { clientDescriptionSchema } from '../http/client-info.ts';
import { inWords } from '../mail/in-words.ts';
import type { JobKind } from '../mail/job-queue.ts';
import { renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';
import { paragraph, wasNotYou } from '../mail/phrases.ts';

const payload = z.object({
  /** Null for unknown names, which queue the job too. */
  userId: z.string().nullable(),
  lane: z.string() as z.ZodType<Lane>,
  what: z.enum(['password', 'code']).optional(),
  /** Whether the lane stays shut until the owner acts. */
  shut: z.boolean().optional(),
  /** Epoch milliseconds. */
  at: z.number(),
  from: clientDescriptionSchema,
});
export type LockNotice = z.infer<typeof payload>;

/** Mails the owner of an account that a lane has no tries left. */
export const lockNoticeJob: JobKind<LockNotice> = { type: 'password.lock_notice', payload };

type LockNoticeMail = {
  to: string;
  appName: string;
  link: string;
  reader: Reader;
  /** How long a lock by passwords lasts, in milliseconds. */
  duration: number;
  notice: Pick<LockNotice, 'lane' | 'what' | 'shut' | 'at' | 'from'>;
};
type LockText = {
  subject: string;
  text: string[];
  wasNotYou: string[];
};

const KNOWN_DEVICES = 'Devices that you’ve used before aren’t affected.';

function describeSecondStep({ appName, notice }: LockNoticeMail, last: string): LockText {
  const { what = 'code', shut = false } = notice;
  const happened = [
    'Someone got past the first step of signing in to your account',
    `and then entered too many wrong ${what}s, ${last}.`,
  ];
  const proof = what === 'code' ? 'your password' : 'a code that we emailed to you';
  const wasNotYou = [
    `No one got in, but someone had ${proof}.`,
    'Choose a new password before you unlock your account.',
  ];
  if (shut)
    return {
      subject: `Sign-in from new devices is blocked for your ${appName} account`,
      text: [
        ...happened,
        'No one can sign in from a new device until you unlock your account',
        'or sign in on a device that you’ve used before.',
      ],
      wasNotYou,
    };
  return {
    subject: `Too many wrong ${what}s for your ${appName} account`,
    text: [
      ...happened,
      'For a while, no one can finish signing in from a new device.',
      KNOWN_DEVICES,
    ],
    wasNotYou,
  };
}

function describeLock(mail: LockNoticeMail): LockText {
  const { appName, duration, reader, notice } = mail;
  const { lane, what = 'password', at, from } = notice;
  const last = `the last one from ${from} on ${localTime(at, reader)}`;
  if (lane === 'second-step') return describeSecondStep(mail, last);
  const wasNotYou = ['You can ignore this email: no one got in, and the lock ends by itself.'];
  if (what === 'code')
    return {
      subject: `Too many wrong codes for your ${appName} account`,
      text: [
        `Someone entered too many wrong codes, ${last}.`,
        'For up to an hour, we accept no code from a new device.',
        KNOWN_DEVICES,
      ],
      wasNotYou,
    };
  return {
    subject: `Your ${appName} account is locked for ${inWords(duration)}`,
    text: [
      `Someone entered too many wrong passwords in a row, ${last}.`,
      `Until ${localTime(at + duration, reader)}, no one can sign in from a new device.`,
      KNOWN_DEVICES,
    ],
    wasNotYou,
  };
}

/** Renders the notice that a lane has no tries left, with a link that restores them. */
export function renderLockNotice(mail: LockNoticeMail): Promise<Mail> {
  const { subject, text, wasNotYou: advice } = describeLock(mail);
  return renderMail({
    to: mail.to,
    appName: mail.appName,
    subject,
    blocks: [
      paragraph(...text),
      paragraph('If that was you, unlock your account now:'),
      { kind: 'link', label: 'Unlock my account', url: mail.link },
      ...wasNotYou(...advice),
    ],
  });
}
