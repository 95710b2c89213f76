import type { AccountGuards } from '../../guard/account-guards.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { User } from '../../users/user.ts';
import type { EvaluatePassword } from './evaluate-password.ts';

/** Asks a signed-in user for their password once more. Throws `account_locked`, `invalid_credentials`, `storage_unavailable`. */
export type ConfirmPassword = (input: {
  user: User;
  sessionId: string;
  password: string;
  client: ClientInfo;
}) => Promise<void>;

/** Each session has a lockout lane of its own: a stolen one gets no more tries than a stranger, and strangers lock no session out. */
export function createConfirmPassword({
  guards,
  evaluatePassword,
}: {
  guards: AccountGuards;
  evaluatePassword: EvaluatePassword;
}): ConfirmPassword {
  return async function confirmPassword({ user, sessionId, password, client }) {
    const { success } = await evaluatePassword({
      user,
      name: user.emailNormalized,
      password,
      lane: `session:${sessionId}`,
      client,
    });
    await guards.unlock(user.id, success);
  };
}
