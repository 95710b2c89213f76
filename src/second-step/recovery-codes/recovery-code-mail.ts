import * as z from 'zod';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import { paragraph } from '../../mail/blocks.tsx';
import type { JobKind } from '../../mail/job-queue.ts';
import type { Envelope, Letterhead } from '../../mail/letterhead.ts';
import type { Mail, Mailer } from '../../mail/mail.ts';
import { newPasswordLink, wasNotYou } from '../../mail/phrases.ts';
import { renderMail } from '../../mail/render-mail.tsx';
import { voiceOf } from '../../mail/voice.ts';
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
  /** Codes that are left. */
  left: number;
  use: Pick<RecoveryCodeUse, 'at' | 'from'>;
};

/** Renders the mail after the use of a recovery code. */
export function renderRecoveryCodeUsed(
  envelope: Envelope,
  { left, use }: UsedCodeMail,
): Promise<Mail> {
  const voice = voiceOf(envelope);
  const words = voice.words.alarms.recoveryCode;
  return renderMail(envelope, {
    kind: 'recovery_code_used',
    subject: words.subject(voice.app),
    blocks: [
      paragraph(words.text),
      paragraph(left <= FEW ? words.few(left) : words.left(left)),
      paragraph(words.came(voice.where(use.from), voice.when(use.at))),
      ...wasNotYou(voice, words.wasNotYou),
      newPasswordLink(voice),
    ],
  });
}

export type SendRecoveryCodeUsedDeps = {
  users: UserStore;
  recoveryCodes: RecoveryCodeStore;
  mailer: Mailer;
  letterhead: Letterhead;
};

/** Binds the job's work to its dependencies: mails the owner, unless the account is gone. */
export const createSendRecoveryCodeUsed =
  ({ users, recoveryCodes, mailer, letterhead }: SendRecoveryCodeUsedDeps) =>
  async ({ userId, digest, ...use }: RecoveryCodeUse, key: string): Promise<void> => {
    const [user, codes] = await Promise.all([users.findById(userId), recoveryCodes.list(userId)]);
    if (user === null) return;
    // biome-ignore lint/plugin/secret-comparison: both are of the database.
    const left = codes.filter((code) => code.usedAt === null && code.codeDigest !== digest).length;
    const envelope = { to: user.email, reader: user, letterhead };
    await mailer(await renderRecoveryCodeUsed(envelope, { left, use }), key);
  };
