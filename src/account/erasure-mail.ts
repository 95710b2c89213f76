import { ADMINISTRATOR } from '../http/client-info.ts';
import { type Block, renderMail } from '../mail/layout.tsx';
import { localTime } from '../mail/local-time.ts';
import type { Mail, Mailer } from '../mail/mail.ts';
import type { ErasureNotice } from './erasure-job.ts';

/** The last mail to somebody whose account is gone. */
export function renderErasureNotice({
  appName,
  notice,
}: {
  appName: string;
  notice: ErasureNotice;
}): Promise<Mail> {
  const { email: to, at, from } = notice;
  const when = localTime(at, notice);
  return renderMail({
    to,
    appName,
    subject: `Your ${appName} account was erased`,
    blocks: [
      {
        kind: 'paragraph',
        text: 'Your account and everything that belonged to it is gone and can’t be brought back.',
      },
      ...(from === ADMINISTRATOR
        ? [{ kind: 'paragraph', text: `An administrator erased it on ${when}.` } as const]
        : byOwner(from, when)),
    ],
  });
}

const byOwner = (from: string, when: string): Block[] => [
  { kind: 'paragraph', text: `The request came from ${from} on ${when}.` },
  { kind: 'heading', text: 'Wasn’t you?' },
  {
    kind: 'paragraph',
    text: 'Then somebody has your password. If you use the same one anywhere else, change it there.',
  },
];

/** Works off `erasureNoticeJob`. */
export function createSendErasureNotice({ mailer, appName }: { mailer: Mailer; appName: string }) {
  return async (notice: ErasureNotice, key: string): Promise<void> =>
    mailer(await renderErasureNotice({ appName, notice }), key);
}
