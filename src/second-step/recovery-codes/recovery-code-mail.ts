import * as z from 'zod';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import { renderMail } from '../../mail/layout.tsx';
import { localTime, type Reader } from '../../mail/local-time.ts';
import type { Mail, Mailer } from '../../mail/mail.ts';
import { newPasswordLink } from '../../mail/page-links.ts';
import { paragraph, wasNotYou } from '../../mail/phrases.ts';
import type { RecoveryCodeStore } from '../../users/recovery-code-store.ts';
import type { UserStore } from '../../users/user-store.ts';

/** Codes left at which the owner is told to make new ones. */
const FEW = 2;

const payload = z.object({
  userId: z.string(),
  /** The digest of the code, which D1 may not know to be used yet. */
  digest: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  from: clientDescriptionSchema,
});
export type RecoveryCodeUse = z.infer<typeof payload>;

/** Mails the owner that a recovery code was used, and how many are left. */
export const recoveryCodeUsedJob: JobKind<RecoveryCodeUse> = {
  type: 'recovery_code.used',
  payload,
};

export type UsedCodeMail = {
  to: string;
  appName: string;
  appUrl: string;
  reader: Reader;
  /** Codes that are left. */
  left: number;
  use: Pick<RecoveryCodeUse, 'at' | 'from'>;
};

/** Renders the mail after the use of a recovery code. */
export function renderRecoveryCodeUsed(mail: UsedCodeMail): Promise<Mail> {
  const { to, appName, appUrl, reader, left, use } = mail;
  const few = left <= FEW ? ['Make new ones now, in your account’s security settings.'] : [];
  return renderMail({
    to,
    appName,
    subject: `A recovery code of your ${appName} account was used`,
    blocks: [
      paragraph(
        'Someone proved to be you with one of your recovery codes. That code no longer works.',
        'If that was you, you can ignore this email.',
      ),
      paragraph(leftInWords(left), ...few),
      paragraph(`The code was used from ${use.from} on ${localTime(use.at, reader)}.`),
      ...wasNotYou(
        'Someone has your recovery codes and got past your first step. Choose a new password now, ' +
          'which signs everyone out on every device, then make new recovery codes.',
      ),
      { kind: 'link', ...newPasswordLink(appUrl) },
    ],
  });
}

function leftInWords(left: number): string {
  if (left === 0) return 'You have no recovery codes left.';
  return left === 1 ? 'You have one recovery code left.' : `You have ${left} recovery codes left.`;
}

export type SendRecoveryCodeUsedDeps = {
  users: UserStore;
  recoveryCodes: RecoveryCodeStore;
  mailer: Mailer;
  appName: string;
  appUrl: string;
};

/** Binds the job's work to its dependencies: mails the owner, unless the account is gone. */
export const createSendRecoveryCodeUsed =
  ({ users, recoveryCodes, mailer, appName, appUrl }: SendRecoveryCodeUsedDeps) =>
  async ({ userId, digest, ...use }: RecoveryCodeUse, key: string): Promise<void> => {
    const [user, codes] = await Promise.all([users.findById(userId), recoveryCodes.list(userId)]);
    if (user === null) return;
    const left = codes.filter((code) => code.usedAt === null && code.codeDigest !== digest).length;
    const words = { to: user.email, appName, appUrl, reader: user, left, use };
    await mailer(await renderRecoveryCodeUsed(words), key);
  };
