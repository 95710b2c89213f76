import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../../shared/clock.ts';
import type { UserStore } from '../../users/user-store.ts';
import { type MailedCodeRequest, mailedCodeSecret } from './mailed-code.ts';
import { renderSecondStepCode } from './second-step-code-mail.ts';

export type SendMailedCodeDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  mailer: Mailer;
  clock: Clock;
  appName: string;
  appUrl: string;
  /** Milliseconds. */
  codeTtl: number;
};

/**
 * Mails a sign-in the code of its own, unless too many went out. No mail for a sign-in that is over: its time is up, or all
 * sessions were ended since.
 */
export function createSendMailedCode(deps: SendMailedCodeDeps) {
  const { users, secrets, guards, mailer, clock, appName, appUrl, codeTtl } = deps;

  return async function sendMailedCode(
    { pending, lane, from }: MailedCodeRequest,
    key: string,
  ): Promise<void> {
    const user = await users.findById(pending.userId);
    const now = clock();
    if (user === null || user.signInEpoch !== pending.signInEpoch) return;
    if (pending.startedAt + codeTtl <= now) return;
    // Charged already when the sign-in was told that a code is on its way, unless this job is the faster one.
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
    const left = pending.startedAt + codeTtl - now;
    const words = { to: user.email, appName, appUrl, code, codeTtl: left, from };
    await mailer(await renderSecondStepCode(words), key);
  };
}
