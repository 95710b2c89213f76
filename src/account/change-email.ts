import { type ConfirmEmailChangeDeps, confirmEmailChange } from './confirm-email-change.ts';
import { type RequestEmailChangeDeps, requestEmailChange } from './request-email-change.ts';

export type ChangeEmailDeps = RequestEmailChangeDeps & ConfirmEmailChangeDeps;
export type ChangeEmail = ReturnType<typeof createChangeEmail>;

/**
 * Moves an account to another address: the user requests it with the password, then confirms it
 * with a link that is mailed to the new address.
 */
export function createChangeEmail(deps: ChangeEmailDeps) {
  return {
    request: (input: Parameters<typeof requestEmailChange>[1]) => requestEmailChange(deps, input),
    confirm: (input: Parameters<typeof confirmEmailChange>[1]) => confirmEmailChange(deps, input),
  };
}
