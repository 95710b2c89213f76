import { normalizeEmail } from '../users/identifiers.ts';
import type { UserStore } from '../users/user-store.ts';
import type { SendVerification } from './send-verification.ts';

/** Answers a request for another verification mail, if the address has an account that waits for one. */
export function createResendVerification({ users, sendVerification }: { users: UserStore; sendVerification: SendVerification }) {
  return async function resendVerification({ email }: { email: string }, key: string): Promise<void> {
    const user = await users.findByEmail(normalizeEmail(email));
    if (user === null || user.emailVerifiedAt !== null || user.status === 'disabled') return;
    await sendVerification({ user, passwordHash: null, key });
  };
}
