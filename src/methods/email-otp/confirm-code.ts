import type { RedeemCode } from '../../guard/redeem-code.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { AccountView } from '../../users/user.ts';
import { signInCode } from './sign-in-code.ts';

export type ConfirmCodeDeps = {
  secrets: OneTimeSecrets;
  redeemCode: RedeemCode;
  /** Whether a mailed code is enough to sign this user in. */
  codeSuffices: (user: AccountView) => boolean;
};

export type ConfirmCodeInput = {
  user: AccountView;
  sessionId: string;
  code: string;
  client: ClientInfo;
};
export type ConfirmCode = <T>(input: ConfirmCodeInput, work: () => Promise<T>) => Promise<T>;

/**
 * Confirms a signed-in user by a code of `/auth/otp/request`, once, then does `work`: for users
 * without a (remembered) password. Rejects users whose sign-in requires more than a mailed code,
 * since the mailbox must not allow what it cannot sign in for. Throws `otp_invalid` and what `work`
 * throws.
 */
export async function confirmCode<T>(
  { secrets, redeemCode, codeSuffices }: ConfirmCodeDeps,
  { user, sessionId, code, client }: ConfirmCodeInput,
  work: () => Promise<T>,
): Promise<T> {
  if (!codeSuffices(user)) throw otpInvalid();
  const name = user.emailNormalized;
  const found = await secrets.findCode(signInCode, name, code);
  const typed = { holder: user, name, purpose: signInCode, found, client };
  return redeemCode({ ...typed, standing: { sessionId } }, work);
}

/** Binds {@link confirmCode} to its dependencies. */
export const createConfirmCode =
  (deps: ConfirmCodeDeps): ConfirmCode =>
  (input, work) =>
    confirmCode(deps, input, work);
