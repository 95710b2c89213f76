import type { ClientInfo } from '../http/client-info.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { hasPossession, requireFreshProof } from '../step-up/fresh-proof.ts';
import type { ConfirmPassword, EraseAccount } from '../step-up/ports.ts';

export type EraseOwnAccountDeps = {
  eraseAccount: EraseAccount;
  confirmPassword: ConfirmPassword;
  clock: Clock;
};
export type EraseOwnAccountInput = {
  signedIn: SignedIn;
  /** Makes up for a fresh proof, unless the account has a factor that proves possession. */
  password: string | undefined;
  client: ClientInfo;
};

/**
 * Erases the account of somebody who has proved that it is theirs. Throws
 * `reauthentication_required`, `invalid_credentials`, `account_locked`, `forbidden` for the last
 * admin, `storage_unavailable`.
 */
export async function eraseOwnAccount(
  { eraseAccount, confirmPassword, clock }: EraseOwnAccountDeps,
  { signedIn, password, client }: EraseOwnAccountInput,
): Promise<void> {
  const { user, claims } = signedIn;
  if (password === undefined || hasPossession(user)) requireFreshProof(signedIn, clock);
  if (password !== undefined)
    await confirmPassword({ user, sessionId: claims.sid, password, client });
  await eraseAccount({ user, by: null, client });
}
