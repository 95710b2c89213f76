import type { AccountGuards } from '../guard/account-guards.ts';
import { REGISTRATION_MAIL } from '../guard/lanes.ts';
import type { Mailer } from '../mail/mail.ts';
import type { Clock } from '../shared/clock.ts';
import type { SendVerification } from '../step-up/ports.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { UserStore } from '../users/user-store.ts';
import { renderAlreadyRegistered } from './already-registered-mail.ts';
import type { RegistrationPayload } from './registration-job.ts';

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
 * Follows a registration: as long as nobody has proved the address, with a verification, whoever else registered it or has
 * signed in already. The owner of a proved address is told that somebody tried. Both only while the address has mails of
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
  // Counted for the address and not for an account of it, of which there may be several.
  function mayMail(name: string, key: string): Promise<boolean> {
    const mail = { lane: 'strangers', purpose: REGISTRATION_MAIL, key, now: clock() } as const;
    return guards.chargeMail(guards.addressPlace(name), mail);
  }

  return async function welcomeRegistrant(
    { userId, email, from }: RegistrationPayload,
    key: string,
  ): Promise<void> {
    const name = normalizeEmail(email);
    const holders = await users.listByEmail(name);
    const [first] = holders;
    if (first === undefined || holders.some(({ status }) => status === 'disabled')) return;
    if (!(await mayMail(name, key))) return;
    if (first.emailVerifiedAt !== null)
      return mailer(await renderAlreadyRegistered({ to: first.email, appName, appUrl, from }), key);
    await sendVerification({ email, registration: userId, waiting: holders, from, key });
  };
}
