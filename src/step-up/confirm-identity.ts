import type { ClientInfo } from '../http/client-info.ts';
import type { User } from '../users/user.ts';
import type { ConfirmCode, ConfirmPassword } from './ports.ts';

export type ConfirmIdentityInput = {
  user: User;
  sessionId: string;
  password: string | undefined;
  code: string | undefined;
  client: ClientInfo;
};

/** Asks a signed-in user once more who they are, by password or by mailed code, then does `work`. Throws what those throw. */
export type ConfirmIdentity = (
  input: ConfirmIdentityInput,
  work: () => Promise<void>,
) => Promise<void>;

/** By password if there is one in the request, else by code. */
export function createConfirmIdentity(deps: {
  confirmPassword: ConfirmPassword;
  confirmCode: ConfirmCode;
}): ConfirmIdentity {
  return async function confirmIdentity({ user, sessionId, password, code = '', client }, work) {
    if (password === undefined) return deps.confirmCode({ user, sessionId, code, client }, work);
    await deps.confirmPassword({ user, sessionId, password, client });
    await work();
  };
}
