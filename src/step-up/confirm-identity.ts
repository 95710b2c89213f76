import type { ClientInfo } from '../http/client-info.ts';
import type { AccountView } from '../users/user.ts';
import type { ConfirmCode, ConfirmPassword } from './ports.ts';

export type ConfirmIdentityInput = {
  user: AccountView;
  sessionId: string;
  password: string | undefined;
  code: string | undefined;
  client: ClientInfo;
};

/** What a confirmed identity allows. */
type Work = () => Promise<void>;

export type ConfirmIdentityDeps = { confirmPassword: ConfirmPassword; confirmCode: ConfirmCode };

/** {@link confirmIdentity} with its dependencies. */
export const createConfirmIdentity =
  (deps: ConfirmIdentityDeps) => (input: ConfirmIdentityInput, work: Work) =>
    confirmIdentity(deps, input, work);
export type ConfirmIdentity = ReturnType<typeof createConfirmIdentity>;

/**
 * Confirms the identity of a signed-in user, by password if the request has one and by mailed code
 * otherwise, then runs `work`. Throws what those throw.
 */
export async function confirmIdentity(
  deps: ConfirmIdentityDeps,
  { user, sessionId, password, code = '', client }: ConfirmIdentityInput,
  work: Work,
): Promise<void> {
  if (password === undefined) return deps.confirmCode({ user, sessionId, code, client }, work);
  await deps.confirmPassword({ user, sessionId, password, client });
  await work();
}
