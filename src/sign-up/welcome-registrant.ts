import type { AccountGuards } from '../guard/account-guards.ts';
import { REGISTRATION_MAIL } from '../guard/lanes.ts';
import type { Letterhead } from '../mail/letterhead.ts';
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
  letterhead: Letterhead;
};

/**
 * Sends the mail that follows a registration. An unverified address gets a verification, even if
 * other registrations of it exist or have signed in. The owner of a verified address is notified
 * of the attempt. Sends nothing once the address's limit for registration mails is reached.
 * Throws `storage_unavailable`.
 */
export async function welcomeRegistrant(
  deps: WelcomeRegistrantDeps,
  { userId, email, from, returnTo, language }: RegistrationPayload,
  key: string,
): Promise<void> {
  const { users, sendVerification, mailer, letterhead } = deps;
  const name = normalizeEmail(email);
  const holders = await users.listByEmail(name);
  const [first] = holders;
  if (first === undefined || holders.some(({ status }) => status === 'disabled')) return;
  if (!(await canSendMail(deps, name, key))) return;
  // In the owner's own language, not in the one that a stranger asked in.
  const envelope = { to: first.email, reader: first, letterhead };
  if (first.emailVerifiedAt !== null)
    return mailer(await renderAlreadyRegistered(envelope, { from }), key);
  const asked = { email, registration: userId, waiting: holders, from, returnTo, language, key };
  await sendVerification(asked);
}

/** Binds {@link welcomeRegistrant} to its dependencies. */
export const createWelcomeRegistrant =
  (deps: WelcomeRegistrantDeps) => (payload: RegistrationPayload, key: string) =>
    welcomeRegistrant(deps, payload, key);

// Counted per address, because an unverified address may have several accounts.
function canSendMail(
  { guards, clock }: WelcomeRegistrantDeps,
  name: string,
  key: string,
): Promise<boolean> {
  const mail = { lane: 'strangers', purpose: REGISTRATION_MAIL, key, now: clock() } as const;
  return guards.chargeMail(guards.addressPlace(name), mail);
}
