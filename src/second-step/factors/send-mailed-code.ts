import type { AccountGuards } from '../../guard/account-guards.ts';
import { renderCodeMail } from '../../mail/code-mail.ts';
import type { Letterhead } from '../../mail/letterhead.ts';
import type { Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../../shared/clock.ts';
import type { UserStore } from '../../users/user-store.ts';
import { isVoid } from '../pending-sign-in.ts';
import { type MailedCodeRequest, mailedCodeSecret } from './mailed-code.ts';

export type SendMailedCodeDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  mailer: Mailer;
  clock: Clock;
  letterhead: Letterhead;
  /** Milliseconds. */
  codeTtl: number;
};

/** {@link sendMailedCode} with its dependencies. */
export const createSendMailedCode =
  (deps: SendMailedCodeDeps) => (request: MailedCodeRequest, key: string) =>
    sendMailedCode(deps, request, key);

/**
 * Mails the code of a sign-in, unless too many mails went out. Sends nothing if the sign-in has
 * expired or its first proof no longer counts. Throws `storage_unavailable`.
 */
export async function sendMailedCode(
  deps: SendMailedCodeDeps,
  { pending, lane, from, language }: MailedCodeRequest,
  key: string,
): Promise<void> {
  const { users, secrets, guards, mailer, clock, letterhead, codeTtl } = deps;
  const user = await users.findById(pending.userId);
  const now = clock();
  if (user === null || isVoid(pending, user)) return;
  if (pending.startedAt + codeTtl <= now) return;
  // Already charged by the response that promised the code, unless this job was faster.
  const mail = { lane, purpose: mailedCodeSecret.name, key: pending.id, now };
  if (!(await guards.chargeMail(user.id, mail))) return;
  const code = await secrets.issueCode({
    purpose: mailedCodeSecret,
    userId: user.id,
    epoch: pending.signInEpoch,
    context: { ...pending, email: user.emailNormalized },
    issuedAt: pending.startedAt,
    ttl: codeTtl,
    subjects: [pending.id, user.emailNormalized],
  });
  const envelope = { to: user.email, reader: { ...user, asked: language }, letterhead };
  const until = pending.startedAt + codeTtl;
  await mailer(await renderCodeMail(envelope, { use: 'secondStep', code, until, from }), key);
}
