import { SECOND } from '../shared/clock.ts';
import type { User } from '../users/user.ts';
import { accountDisabled, accountLocked, emailNotVerified } from './errors.ts';

/**
 * Throws `account_disabled`, `account_locked` or `email_not_verified` if this user may have no
 * session at `now` (epoch milliseconds). Call it only after a proof of identity.
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
