import type { Mailer } from '../../mail/mail.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { UserStore } from '../../users/user-store.ts';
import { renderAlreadyRegistered } from './already-registered-mail.ts';
import type { RegistrationPayload } from './registration-job.ts';

/** Mails a link and a code that prove the address, in the name of a registration. */
export type SendVerification = (input: {
  email: string;
  registration: string | null;
  waiting: { signInEpoch: number; timezone: string }[];
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
 * Follows a registration: as long as nobody has proved the address, with a verification, whoever else registered it or has
 * signed in already. The owner of a proved address is told that somebody tried.
 */
export function createWelcomeRegistrant({
  users,
  sendVerification,
  mailer,
  appName,
  appUrl,
}: WelcomeRegistrantDeps) {
  return async function welcomeRegistrant(
    { userId, email, from }: RegistrationPayload,
    key: string,
  ): Promise<void> {
    const holders = await users.listByEmail(normalizeEmail(email));
    const [first] = holders;
    if (first === undefined || holders.some(({ status }) => status === 'disabled')) return;
    if (first.emailVerifiedAt !== null)
      return mailer(await renderAlreadyRegistered({ to: first.email, appName, appUrl, from }), key);
    await sendVerification({ email, registration: userId, waiting: holders, from, key });
  };
}
