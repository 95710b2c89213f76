import type { AccountGuards } from '../guard/account-guards.ts';
import type { RequesterLanes } from '../sessions/requester-lanes.ts';
import type { Clock } from '../shared/clock.ts';
import type { SendVerification } from '../step-up/ports.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { VerificationRequest } from './verification-job.ts';
import { verificationSecret } from './verification-secret.ts';

export type ResendVerificationDeps = {
  users: UserStore;
  guards: AccountGuards;
  sendVerification: SendVerification;
  laneOfSealed: RequesterLanes['laneOfSealed'];
  clock: Clock;
};

/**
 * Mails another verification if the address has an account that still requires one and its mail
 * limit is not reached. Throws `storage_unavailable`.
 */
export async function resendVerification(
  { users, guards, sendVerification, laneOfSealed, clock }: ResendVerificationDeps,
  { email, from, marks, returnTo = null, language }: VerificationRequest,
  key: string,
): Promise<void> {
  const emailNormalized = normalizeEmail(email);
  const waiting = await users.listByEmail(emailNormalized);
  const [newest] = waiting;
  if (newest === undefined || waiting.some(isClosed)) return;
  const lane = await laneOfSealed(waiting, marks);
  const charge = { lane, purpose: verificationSecret.name, key, now: clock() };
  if (!(await guards.chargeMail(guards.addressPlace(emailNormalized), charge))) return;
  const asked = { email: newest.email, registration: null, waiting, from, returnTo };
  await sendVerification({ ...asked, language, key });
}

/** Binds {@link resendVerification} to its dependencies. */
export const createResendVerification =
  (deps: ResendVerificationDeps) => (request: VerificationRequest, key: string) =>
    resendVerification(deps, request, key);

// Verified, or disabled by an administrator.
const isClosed = ({ emailVerifiedAt, status }: User) =>
  emailVerifiedAt !== null || status === 'disabled';
