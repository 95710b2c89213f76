import * as z from 'zod';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import { inWords } from '../../mail/in-words.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import { renderMail } from '../../mail/layout.tsx';
import type { Mail } from '../../mail/mail.ts';
import { toIso } from '../../shared/clock.ts';

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
  from,
}: {
  to: string;
  appName: string;
  link: string;
  duration: number;
  at: number;
  from: string;
}): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `Your ${appName} account is locked for ${inWords(duration)}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Too many wrong passwords were tried in a row, the last one on ${toIso(at)} from ${from}. For ${inWords(duration)} no password is accepted from new devices. Devices that you have used before are not affected.`,
      },
      { kind: 'paragraph', text: 'If it was you, unlock the account now:' },
      { kind: 'link', label: 'Unlock my account', url: link },
      {
        kind: 'paragraph',
        text: 'If it was not you, nobody got in and there is nothing to do. The lock ends by itself.',
      },
    ],
  });
}
