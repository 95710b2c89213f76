import * as z from 'zod';
import type { JobKind } from '../mail/job-queue.ts';
import { renderMail } from '../mail/layout.tsx';
import type { Mail } from '../mail/mail.ts';
import { toIso } from '../shared/clock.ts';

const payload = z.object({
  userId: z.string(),
  at: z.number(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type ReuseNotice = z.infer<typeof payload>;

/** Tells the owner of an account that a refresh token was used twice. */
export const reuseNoticeJob: JobKind<ReuseNotice> = {
  type: 'session.reuse_notice',
  payload,
};

/** The notice. */
export function renderReuseNotice({ to, appName, notice }: { to: string; appName: string; notice: ReuseNotice }): Promise<Mail> {
  return renderMail({
    to,
    appName,
    subject: `A session of your ${appName} account was ended`,
    blocks: [
      {
        kind: 'paragraph',
        text: `On ${toIso(notice.at)} an old key of one of your sessions was used again, from ${notice.ipAddress ?? 'an unknown address'} (${notice.userAgent ?? 'an unknown program'}). That happens when somebody has copied it, so we ended that session. Your other sessions go on.`,
      },
      {
        kind: 'paragraph',
        text: 'If you do not know that address, sign in again, change your password and look through your sessions.',
      },
    ],
  });
}
