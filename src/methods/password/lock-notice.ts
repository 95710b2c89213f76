import * as z from 'zod';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import { inWords } from '../../mail/in-words.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import { renderMail } from '../../mail/layout.tsx';
import { localTime, type Reader } from '../../mail/local-time.ts';
import type { Mail } from '../../mail/mail.ts';

const payload = z.object({
  /** Null for a name that nobody has: the job is queued all the same. */
  userId: z.string().nullable(),
  lane: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  from: clientDescriptionSchema,
});
export type LockNotice = z.infer<typeof payload>;

/** A name was locked by failures in a row. */
export const lockNoticeJob: JobKind<LockNotice> = { type: 'password.lock_notice', payload };

/** Tells an owner that their account is locked, with a link that unlocks it. `duration` in milliseconds. */
export function renderLockNotice({
  to,
  appName,
  link,
  duration,
  at,
  reader,
  from,
}: {
  to: string;
  appName: string;
  link: string;
  duration: number;
  at: number;
  reader: Reader;
  from: string;
}): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Your ${appName} account is locked for ${inWords(duration)}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Too many wrong passwords were tried in a row, the last one from ${from} on ${localTime(at, reader)}. Until ${localTime(at + duration, reader)} nobody can sign in from a new device. Devices that you have used before are not affected.`,
      },
      { kind: 'paragraph', text: 'If that was you, unlock your account now:' },
      { kind: 'link', label: 'Unlock my account', url: link },
      { kind: 'heading', text: 'Wasn’t you?' },
      {
        kind: 'paragraph',
        text: 'You don’t have to do anything: nobody got in, and the lock ends by itself.',
      },
    ],
  });
}
