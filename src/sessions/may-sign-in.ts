import type { User } from '../users/user.ts';
import { accountDisabled, emailNotVerified } from './errors.ts';

/** Throws if this user may have no session: `account_disabled`, `email_not_verified`. Asked only after a proof of identity. */
export function assertMaySignIn(user: User, { emailVerificationRequired }: { emailVerificationRequired: boolean }): void {
  if (user.status === 'disabled') throw accountDisabled();
  if (emailVerificationRequired && user.emailVerifiedAt === null) throw emailNotVerified();
}
