import { ADMINISTRATOR } from '../http/client-info.ts';
import { type Block, renderMail } from '../mail/layout.tsx';
import { localTime } from '../mail/local-time.ts';
import type { Mail, Mailer } from '../mail/mail.ts';
import { paragraph, wasNotYou } from '../mail/phrases.ts';
import type { ErasureNotice } from './erasure-job.ts';

/** Renders the last mail to the owner of an erased account. */
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
      paragraph('Your account and everything in it are gone and can’t be restored.'),
      ...(from === ADMINISTRATOR
        ? [paragraph(`An administrator erased the account on ${when}.`)]
        : byOwner(from, when)),
    ],
  });
}

const byOwner = (from: string, when: string): Block[] => [
  paragraph(`The request came from ${from} on ${when}.`),
  ...wasNotYou(
    'Someone knows the password you had here.',
    'If you use it anywhere else, change it there now.',
  ),
];

/** Handles the job `account.erasure_notice`. */
export function createSendErasureNotice({ mailer, appName }: { mailer: Mailer; appName: string }) {
  return async (notice: ErasureNotice, key: string): Promise<void> =>
    mailer(await renderErasureNotice({ appName, notice }), key);
}
