import type { ClientInfo } from '../../http/client-info.ts';
import { type IssuedTokens, issueTokens } from '../../sessions/issue-tokens.ts';
import type { Clock } from '../../shared/clock.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import type { Random } from '../../shared/random.ts';
import type { ConfirmPassword } from '../../step-up/ports.ts';
import { tokenRevoked } from '../../tokens/errors.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { PasswordStore } from '../../users/password-store.ts';
import type { AccountView, User } from '../../users/user.ts';
import type { SetPassword } from './set-password.ts';

export type ChangePasswordDeps = {
  confirmPassword: ConfirmPassword;
  setPassword: SetPassword;
  passwords: Pick<PasswordStore, 'listFormerPasswords'>;
  jwt: Jwt;
  clock: Clock;
  random: Random;
  /** Milliseconds. */
  accessTtl: number;
  /** How many former passwords are rejected. */
  history: number;
};
export type ChangePasswordInput = {
  user: AccountView;
  sessionId: string;
  oldPassword: string;
  newPassword: string;
  client: ClientInfo;
};
export type ChangePassword = ReturnType<typeof createChangePassword>;

export type PasswordChanged = { tokens: IssuedTokens; user: User };

/**
 * Changes the password of a user who knows the old one. Ends all other sessions; this one gets new
 * tokens. Throws what confirming and setting a password throw, `token_revoked` if this session has
 * ended, and `storage_unavailable` also if the password is set but the guard did not answer.
 */
export async function changePassword(
  deps: ChangePasswordDeps,
  { user: signedIn, sessionId, oldPassword, newPassword, client }: ChangePasswordInput,
): Promise<PasswordChanged> {
  const { confirmPassword, setPassword, passwords, jwt, clock, random } = deps;
  const { accessTtl, history } = deps;
  // Read beside the password, which is a row of the same database.
  const former = passwords.listFormerPasswords(signedIn.id, history);
  former.catch(() => undefined);
  const given = { user: signedIn, sessionId, password: oldPassword, client };
  const user = await confirmPassword(given);
  const keep = { sessionId, jti: random.uuid() };
  const changed = await setPassword({
    user,
    password: newPassword,
    field: 'new_password',
    reason: 'password_changed',
    keep,
    former,
    client,
  });
  // The session goes on, but nobody knows by which token: its user signs in with the new password.
  if (!changed.committed) throw storageUnavailable({ retryAfter: 2 });
  if (changed.kept === null) throw tokenRevoked();
  const tokens = await issueTokens(jwt, {
    ...changed.kept,
    userId: user.id,
    sessionId,
    accessJti: random.uuid(),
    now: clock(),
    accessTtl,
  });
  return { tokens, user: changed.user };
}

/** Binds {@link changePassword} to its dependencies. */
export const createChangePassword = (deps: ChangePasswordDeps) => (input: ChangePasswordInput) =>
  changePassword(deps, input);
