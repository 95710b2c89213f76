import type { AccountGuards } from '../../guard/account-guards.ts';
import type { ConfirmPassword } from '../../step-up/ports.ts';
import type { EvaluatePassword } from './evaluate-password.ts';

export type ConfirmPasswordDeps = { guards: AccountGuards; evaluatePassword: EvaluatePassword };

/**
 * Confirms the password of a signed-in user. Each session has its own lockout lane: a stolen
 * session gets no more attempts than a stranger, and strangers cannot lock a session out. Throws
 * what evaluating a password throws.
 */
export async function confirmPassword(
  { guards, evaluatePassword }: ConfirmPasswordDeps,
  { user, sessionId, password, client }: Parameters<ConfirmPassword>[0],
): Promise<void> {
  const { success } = await evaluatePassword({
    user,
    name: user.emailNormalized,
    password,
    lane: `session:${sessionId}`,
    client,
  });
  await guards.unlock(user.id, success);
}

/** Binds {@link confirmPassword} to its dependencies. */
export const createConfirmPassword =
  (deps: ConfirmPasswordDeps): ConfirmPassword =>
  (input) =>
    confirmPassword(deps, input);
