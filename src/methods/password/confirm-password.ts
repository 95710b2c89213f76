import type { AccountGuards } from '../../guard/account-guards.ts';
import type { ConfirmPassword } from '../../step-up/ports.ts';
import type { EvaluatePassword } from './evaluate-password.ts';

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
