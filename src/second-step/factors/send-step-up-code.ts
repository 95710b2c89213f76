import { type MailedCode, renderCodeMail } from '../../mail/code-mail.ts';
import type { Mail } from '../../mail/mail.ts';
import { newPasswordLink } from '../../mail/page-links.ts';
import type { SendMailedCodeDeps } from './send-mailed-code.ts';
import { type StepUpCodeRequest, stepUpCodeSecret } from './step-up-code.ts';

export type SendStepUpCodeDeps = Omit<SendMailedCodeDeps, 'guards'>;

/** {@link sendStepUpCode} with its dependencies. */
export const createSendStepUpCode =
  (deps: SendStepUpCodeDeps) => (request: StepUpCodeRequest, key: string) =>
    sendStepUpCode(deps, request, key);

/**
 * Mails the code of a session, unless it has expired or all sessions have ended since it was
 * promised. Throws `storage_unavailable`.
 */
async function sendStepUpCode(
  { users, secrets, mailer, clock, appName, appUrl, codeTtl }: SendStepUpCodeDeps,
  { userId, sessionId, signInEpoch, askedAt, from }: StepUpCodeRequest,
  key: string,
): Promise<void> {
  const user = await users.findById(userId);
  const left = askedAt + codeTtl - clock();
  if (user === null || user.signInEpoch !== signInEpoch || left <= 0) return;
  const code = await secrets.issueCode({
    purpose: stepUpCodeSecret,
    userId,
    epoch: signInEpoch,
    context: { sessionId, email: user.emailNormalized },
    issuedAt: askedAt,
    ttl: codeTtl,
    subjects: [sessionId],
  });
  const words = { to: user.email, appName, appUrl, code, codeTtl: left, from };
  await mailer(await renderStepUpCode(words), key);
}

/** Renders the mail with the code of a step-up, which only someone signed in can ask for. */
export function renderStepUpCode({
  appUrl,
  ...mail
}: MailedCode & { appUrl: string }): Promise<Mail> {
  return renderCodeMail({
    ...mail,
    occasion: 'confirm that it’s you at',
    warning: 'Someone is signed in to your account. Choose a new password to sign everyone out.',
    remedy: newPasswordLink(appUrl),
  });
}
