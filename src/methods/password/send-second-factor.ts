import type { AccountGuards } from '../../guard/account-guards.ts';
import { renderCodeMail } from '../../mail/code-mail.ts';
import type { Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../../shared/clock.ts';
import type { UserStore } from '../../users/user-store.ts';
import { type SecondFactorRequest, secondFactorSecret } from './second-factor.ts';

export type SendSecondFactorDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  mailer: Mailer;
  clock: Clock;
  appName: string /** Milliseconds. */;
  codeTtl: number;
};

/** Mails the code that follows a right password, unless too many went out. A code that is still good stays good. */
export function createSendSecondFactor({
  users,
  secrets,
  guards,
  mailer,
  clock,
  appName,
  codeTtl,
}: SendSecondFactorDeps) {
  return async function sendSecondFactor(
    { userId, pending, from, charged }: SecondFactorRequest,
    key: string,
  ): Promise<void> {
    const user = await users.findById(userId);
    const now = clock();
    if (
      user === null ||
      !(await guards.chargeMail(user.id, {
        lane: charged?.lane ?? 'second-step',
        purpose: secondFactorSecret.name,
        key: charged?.key ?? key,
        now,
      }))
    )
      return;
    const issue = {
      purpose: secondFactorSecret,
      userId,
      epoch: user.signInEpoch,
      context: pending,
      issuedAt: now,
      ttl: codeTtl,
    };
    const code = await secrets.issueCode({ ...issue, subjects: [user.id, user.emailNormalized] });
    const warning =
      'Whoever asked for it knew your password. If it was not you, change it at once.';
    await mailer(
      await renderCodeMail({
        to: user.email,
        appName,
        occasion: 'finish signing in to',
        code,
        codeTtl,
        from,
        warning,
      }),
      key,
    );
  };
}
