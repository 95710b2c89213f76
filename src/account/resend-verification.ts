import type { AccountGuards } from '../guard/account-guards.ts';
import type { RequesterLanes } from '../sessions/requester-lanes.ts';
import type { Clock } from '../shared/clock.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { UserStore } from '../users/user-store.ts';
import type { SendVerification } from './send-verification.ts';
import type { VerificationRequest } from './verification-job.ts';
import { verificationSecret } from './verification-secret.ts';

export type ResendVerificationDeps = {
  users: UserStore;
  guards: AccountGuards;
  sendVerification: SendVerification;
  laneOfSealed: RequesterLanes['laneOfSealed'];
  clock: Clock;
};

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
    const user = await users.findByEmail(normalizeEmail(email));
    if (user === null || user.emailVerifiedAt !== null || user.status === 'disabled') return;
    if (
      !(await guards.chargeMail(user.id, {
        lane: await laneOfSealed(user, marks),
        purpose: verificationSecret.name,
        key,
        now: clock(),
      }))
    )
      return;
    await sendVerification({ user, passwordHash: null, from, key });
  };
}
