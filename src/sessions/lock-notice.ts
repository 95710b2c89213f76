import * as z from 'zod';
import type { Lane } from '../guard/lanes.ts';
import { inWords } from '../mail/in-words.ts';
import type { JobKind } from '../mail/job-queue.ts';
import { renderMail } from '../mail/layout.tsx';
import type { Mail } from '../mail/mail.ts';
import { toIso } from '../shared/clock.ts';

const payload = z.object({
  /** Null for a name that nobody has: the job is queued all the same. */
  userId: z.string().nullable(),
  lane: z.string() as z.ZodType<Lane>,
  what: z.enum(['password', 'code']).optional(),
  /** Whether the lane stays shut until the owner acts. */
  shut: z.boolean().optional(),
  /** Epoch milliseconds. */
  at: z.number(),
  from: z.string(),
});
export type LockNotice = z.infer<typeof payload>;

/** A lane has no tries left. */
export const lockNoticeJob: JobKind<LockNotice> = { type: 'password.lock_notice', payload };

type LockNoticeMail = {
  to: string;
  appName: string;
  link: string;
  /** How long a lock by passwords lasts, in milliseconds. */
  duration: number;
  notice: Pick<LockNotice, 'lane' | 'what' | 'shut' | 'at' | 'from'>;
};

function describeLock({ appName, duration, notice }: LockNoticeMail) {
  const { lane, what = 'password', shut = false, at, from } = notice;
  const last = `the last one on ${toIso(at)} from ${from}`;
  const known = 'Devices that you have used before are not affected.';
  if (lane === 'second-step') {
    const happened = `Somebody signed in half-way and then tried too many wrong ${what}s, ${last}.`;
    return shut
      ? {
          subject: `The second step of your ${appName} account is shut`,
          happened: `${happened} From new devices no second step is accepted until you open it, by the link below or by signing in on a device that you have used before.`,
          otherwise: 'If it was not you, reset your password before you open it.',
        }
      : {
          subject: `Too many wrong codes for your ${appName} account`,
          happened: `${happened} For a while no second step is accepted from new devices. ${known}`,
          otherwise: 'If it was not you, nobody got in, but reset your password now.',
        };
  }
  const otherwise = 'If it was not you, nobody got in and there is nothing to do.';
  if (what === 'code')
    return {
      subject: `Too many wrong codes for your ${appName} account`,
      happened: `Too many wrong codes were tried, ${last}. For up to an hour no code is accepted there. ${known}`,
      otherwise: `${otherwise} The codes work again by themselves.`,
    };
  const time = inWords(duration);
  return {
    subject: `Your ${appName} account is locked for ${time}`,
    happened: `Too many wrong passwords were tried in a row, ${last}. For ${time} no password is accepted from new devices. ${known}`,
    otherwise: `${otherwise} The lock ends by itself.`,
  };
}

/** Tells an owner that tries were used up, with a link that gives them back. */
export function renderLockNotice(mail: LockNoticeMail): Promise<Mail> {
  const { subject, happened, otherwise } = describeLock(mail);
  return renderMail({
    to: mail.to,
    appName: mail.appName,
    subject,
    blocks: [
      { kind: 'paragraph', text: happened },
      { kind: 'paragraph', text: 'If it was you, unlock the account now:' },
      { kind: 'link', label: 'Unlock my account', url: mail.link },
      { kind: 'paragraph', text: otherwise },
    ],
  });
}
