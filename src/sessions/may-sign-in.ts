import { SECOND } from '../shared/clock.ts';
import type { User } from '../users/user.ts';
import { accountDisabled, accountLocked, emailNotVerified } from './errors.ts';

/**
 * Throws if this user may have no session at `now` (epoch milliseconds): `account_disabled`, `account_locked`,
 * `email_not_verified`. Asked only after a proof of identity.
 */
export function assertMaySignIn(
  user: User,
  { emailVerificationRequired, now }: { emailVerificationRequired: boolean; now: number },
): void {
  if (user.status === 'disabled') throw accountDisabled();
  if (user.lockedUntil !== null && user.lockedUntil > now)
    throw accountLocked({ retryAfter: (user.lockedUntil - now) / SECOND });
  if (emailVerificationRequired && user.emailVerifiedAt === null) throw emailNotVerified();
}
