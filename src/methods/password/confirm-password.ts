import type { AccountGuards } from '../../guard/account-guards.ts';
import { invalidCredentials } from '../../sessions/errors.ts';
import type { ConfirmPassword } from '../../step-up/ports.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import type { EvaluatePassword } from './evaluate-password.ts';

export type ConfirmPasswordDeps = {
  users: UserStore;
  guards: AccountGuards;
  evaluatePassword: EvaluatePassword;
};

/**
 * Confirms the password of a signed-in user. Each session has its own lockout lane: a stolen
 * session gets no more attempts than a stranger, and strangers cannot lock a session out. Throws
 * what evaluating a password throws.
 */
export async function confirmPassword(
  { users, guards, evaluatePassword }: ConfirmPasswordDeps,
  { user: { id }, sessionId, password, client }: Parameters<ConfirmPassword>[0],
): Promise<User> {
  // Guards keep no password hashes.
  const user = await users.findById(id);
  if (user === null) throw invalidCredentials();
  const { success } = await evaluatePassword({
    user,
    name: user.emailNormalized,
    password,
    lane: `session:${sessionId}`,
    client,
  });
  await guards.unlock(user.id, success);
  return user;
}

/** Binds {@link confirmPassword} to its dependencies. */
export const createConfirmPassword =
  (deps: ConfirmPasswordDeps): ConfirmPassword =>
  (input) =>
    confirmPassword(deps, input);
