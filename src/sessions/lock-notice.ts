import * as z from 'zod';
import type { Lane } from '../guard/lanes.ts';
import { clientDescriptionSchema } from '../http/client-info.ts';
import { inWords } from '../mail/in-words.ts';
import type { JobKind } from '../mail/job-queue.ts';
import { renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';

const payload = z.object({
  /** Null for a name that nobody has: the job is queued all the same. */
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

/** A lane has no tries left. */
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
  text: string;
  wasNotYou: string;
};

const KNOWN_DEVICES = 'Devices that you have used before are not affected.';

function describeSecondStep({ appName, notice }: LockNoticeMail, last: string): LockText {
  const { what = 'code', shut = false } = notice;
  const happened = `Somebody got half-way into your account and then tried too many wrong ${what}s, ${last}.`;
  const proof = what === 'code' ? 'your password' : 'a code that we mailed to you';
  const wasNotYou = `Nobody got in, but somebody had ${proof}. Choose a new password before you unlock your account.`;
  if (shut)
    return {
      subject: `Sign-in from new devices is shut for your ${appName} account`,
      text: `${happened} From new devices nobody can sign in until you unlock your account, or sign in on a device that you have used before.`,
      wasNotYou,
    };
  return {
    subject: `Too many wrong ${what}s for your ${appName} account`,
    text: `${happened} For a while nobody can finish a sign-in from a new device. ${KNOWN_DEVICES}`,
    wasNotYou,
  };
}

function describeLock(mail: LockNoticeMail): LockText {
  const { appName, duration, reader, notice } = mail;
  const { lane, what = 'password', at, from } = notice;
  const last = `the last one from ${from} on ${localTime(at, reader)}`;
  if (lane === 'second-step') return describeSecondStep(mail, last);
  const wasNotYou = 'You don’t have to do anything: nobody got in, and the lock ends by itself.';
  if (what === 'code')
    return {
      subject: `Too many wrong codes for your ${appName} account`,
      text: `Too many wrong codes were tried, ${last}. For up to an hour no code is taken there. ${KNOWN_DEVICES}`,
      wasNotYou,
    };
  return {
    subject: `Your ${appName} account is locked for ${inWords(duration)}`,
    text: `Too many wrong passwords were tried in a row, ${last}. Until ${localTime(at + duration, reader)} nobody can sign in from a new device. ${KNOWN_DEVICES}`,
    wasNotYou,
  };
}

/** Tells an owner that a lane has no tries left, with a link that gives them back. */
export function renderLockNotice(mail: LockNoticeMail): Promise<Mail> {
  const { subject, text, wasNotYou } = describeLock(mail);
  return renderMail({
    to: mail.to,
    appName: mail.appName,
    subject,
    blocks: [
      { kind: 'paragraph', text },
      { kind: 'paragraph', text: 'If that was you, unlock your account now:' },
      { kind: 'link', label: 'Unlock my account', url: mail.link },
      { kind: 'heading', text: 'Wasn’t you?' },
      { kind: 'paragraph', text: wasNotYou },
    ],
  });
}
