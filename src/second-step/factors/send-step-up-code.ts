import { renderCodeMail } from '../../mail/code-mail.ts';
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
  { users, secrets, mailer, clock, letterhead, codeTtl }: SendStepUpCodeDeps,
  { userId, sessionId, signInEpoch, askedAt, from, language }: StepUpCodeRequest,
  key: string,
): Promise<void> {
  const user = await users.findById(userId);
  const until = askedAt + codeTtl;
  if (user === null || user.signInEpoch !== signInEpoch || until <= clock()) return;
  const code = await secrets.issueCode({
    purpose: stepUpCodeSecret,
    userId,
    epoch: signInEpoch,
    context: { sessionId, email: user.emailNormalized },
    issuedAt: askedAt,
    ttl: codeTtl,
    subjects: [sessionId],
  });
  const envelope = { to: user.email, reader: { ...user, asked: language }, letterhead };
  await mailer(await renderCodeMail(envelope, { use: 'stepUp', code, until, from }), key);
}
