import { renderMail } from '../mail/layout.tsx';
import type { Mail, Mailer } from '../mail/mail.ts';
import { toIso } from '../shared/clock.ts';
import type { ErasureNotice } from './erasure-job.ts';

/** The last mail to somebody whose account is gone. */
export function renderErasureNotice({
  appName,
  notice,
}: {
  appName: string;
  notice: ErasureNotice;
}): Promise<Mail> {
  return renderMail({
    to: notice.email,
    appName,
    subject: `Your ${appName} account was erased`,
    blocks: [
      {
        kind: 'paragraph',
        text: 'Your account and everything that belonged to it is gone, and cannot be brought back.',
      },
      { kind: 'paragraph', text: `When: ${toIso(notice.at)}. From: ${notice.from}.` },
    ],
  });
}

/** Works off `erasureNoticeJob`. */
export function createSendErasureNotice({ mailer, appName }: { mailer: Mailer; appName: string }) {
  return async (notice: ErasureNotice, key: string): Promise<void> =>
    mailer(await renderErasureNotice({ appName, notice }), key);
}
