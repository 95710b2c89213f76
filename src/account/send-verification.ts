import type { Mailer } from '../mail/mail.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { User } from '../users/user.ts';
import { renderVerificationMail } from './verification-mail.ts';
import { verificationSecret } from './verification-secret.ts';

export type SendVerificationDeps = {
  secrets: OneTimeSecrets;
  mailer: Mailer;
  clock: Clock;
  appName: string;
  appUrl: string;
  /** Milliseconds. */
  linkTtl: number;
  codeTtl: number;
};

export type VerificationToSend = {
  user: User;
  /** The password of the registration that this mail belongs to, where another one came before it. */
  passwordHash: string | null;
  /** Where it was asked for, in words. */
  from: string;
  key: string;
};

/** Mails a link and a code that verify an address. Using one uses up the other. */
export function createSendVerification({
  secrets,
  mailer,
  clock,
  appName,
  appUrl,
  linkTtl,
  codeTtl,
}: SendVerificationDeps) {
  return async function sendVerification({
    user,
    passwordHash,
    from,
    key,
  }: VerificationToSend): Promise<void> {
    const at = clock();
    const common = {
      purpose: verificationSecret,
      userId: user.id,
      epoch: user.signInEpoch,
      context: { email: user.emailNormalized, passwordHash },
      issuedAt: at,
      familyTtl: Math.max(linkTtl, codeTtl),
    };
    const [token, code] = await Promise.all([
      secrets.issueLink({ ...common, ttl: linkTtl }),
      secrets.issueCode({
        ...common,
        ttl: codeTtl,
        subjects: [user.emailNormalized],
      }),
    ]);
    const link = `${appUrl}/verify-email?token=${token}`;
    await mailer(
      await renderVerificationMail({
        to: user.email,
        appName,
        link,
        code,
        linkTtl,
        codeTtl,
        at,
        reader: user,
        from,
      }),
      key,
    );
  };
}
export type SendVerification = ReturnType<typeof createSendVerification>;
