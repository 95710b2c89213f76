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

// An address that is proved, or that an administrator closed.
const isClosed = ({ emailVerifiedAt, status }: User) =>
  emailVerifiedAt !== null || status === 'disabled';

/** Answers a request for another verification mail, if the address has an account that waits for one and not too many went out. */
export function createResendVerification({
  users,
  guards,
  sendVerification,
  laneOfSealed,
  clock,
}: ResendVerificationDeps) {
  return async function resendVerification(
    { email, from, marks }: VerificationRequest,
    key: string,
  ): Promise<void> {
    const emailNormalized = normalizeEmail(email);
    const waiting = await users.listByEmail(emailNormalized);
    const [newest] = waiting;
    if (newest === undefined || waiting.some(isClosed)) return;
    const lane = await laneOfSealed(waiting, marks);
    const charge = { lane, purpose: verificationSecret.name, key, now: clock() };
    if (!(await guards.chargeMail(guards.addressPlace(emailNormalized), charge))) return;
    await sendVerification({ email: newest.email, registration: null, waiting, from, key });
  };
}
