import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Mailer } from '../../mail/mail.ts';
import type { Clock } from '../../shared/clock.ts';
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
  guards: AccountGuards;
  sendVerification: SendVerification;
  mailer: Mailer;
  clock: Clock;
  appName: string;
  appUrl: string;
};

/**
 * Follows a registration. A new user is mailed a verification. So is one whose earlier registration nobody has finished,
 * and there the password of the registration whose mail is answered counts: whoever reads the mailbox decides, not
 * whoever came first. The owner of an account in use is told that somebody tried. Both only while the address has mails of
 * registrations left.
 */
export function createWelcomeRegistrant({
  users,
  guards,
  sendVerification,
  mailer,
  clock,
  appName,
  appUrl,
}: WelcomeRegistrantDeps) {
  // Counted for the address and not for an account of it, of which there may be several, under a digest.
  function mayMail(name: string, key: string): Promise<boolean> {
    const { guard, lane } = guards.decoyFor(name);
    const purpose = `registration/${lane}`;
    // The owner may come within a minute of a stranger, and needs the mail of their own registration.
    return guards.chargeMail(guard, { purpose, key, now: clock(), interval: 0 });
  }

  return async function welcomeRegistrant(
    { userId, email, passwordHash, from }: RegistrationPayload,
    key: string,
  ): Promise<void> {
    const name = normalizeEmail(email);
    const user = await users.findByEmail(name);
    if (user === null || user.status === 'disabled' || !(await mayMail(name, key))) return;
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
