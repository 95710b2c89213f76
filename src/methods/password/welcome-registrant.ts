import type { Mailer } from '../../mail/mail.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { renderAlreadyRegistered } from './already-registered-mail.ts';
import type { RegistrationPayload } from './registration-job.ts';

/** Mails a link and a code that prove the address. With a `passwordHash`, proving it also makes that the password. */
export type SendVerification = (input: {
  user: User;
  passwordHash: string | null;
  from: string;
  key: string;
}) => Promise<void>;

export type WelcomeRegistrantDeps = {
  users: UserStore;
  sendVerification: SendVerification;
  mailer: Mailer;
  appName: string;
  appUrl: string;
};

/**
 * Follows a registration. A new user is mailed a verification. So is one whose earlier registration nobody has finished,
 * and there the password of the registration whose mail is answered counts: whoever reads the mailbox decides, not
 * whoever came first. The owner of an account in use is told that somebody tried.
 */
export function createWelcomeRegistrant({
  users,
  sendVerification,
  mailer,
  appName,
  appUrl,
}: WelcomeRegistrantDeps) {
  return async function welcomeRegistrant(
    { userId, email, passwordHash, from }: RegistrationPayload,
    key: string,
  ): Promise<void> {
    const user = await users.findByEmail(normalizeEmail(email));
    if (user === null || user.status === 'disabled') return;
    if (user.emailVerifiedAt === null && user.lastLoginAt === null) {
      return sendVerification({
        user,
        passwordHash: user.id === userId ? null : passwordHash,
        from,
        key,
      });
    }
    await mailer(await renderAlreadyRegistered({ to: user.email, appName, appUrl, from }), key);
  };
}
