import type { RedeemCode } from '../../guard/redeem-code.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { User } from '../../users/user.ts';
import { signInCode } from './sign-in-code.ts';

export type ConfirmCodeDeps = {
  secrets: OneTimeSecrets;
  redeemCode: RedeemCode;
  /** Whether a mailed code alone would sign this user in. */
  codeSuffices: (user: User) => boolean;
};

/** Asks a signed-in user for a freshly mailed code, then does what it was asked for. Throws `otp_invalid` and what `work` throws. */
export type ConfirmCode = <T>(
  input: { user: User; sessionId: string; code: string; client: ClientInfo },
  work: () => Promise<T>,
) => Promise<T>;

/**
 * The code is one of `/auth/otp/request`, for those who have no password or do not remember it. It works once, and not
 * for those whose sign-in takes more than a code: the mailbox alone must not do what it cannot sign in for.
 */
export function createConfirmCode({
  secrets,
  redeemCode,
  codeSuffices,
}: ConfirmCodeDeps): ConfirmCode {
  return async function confirmCode({ user, sessionId, code, client }, work) {
    if (!codeSuffices(user)) throw otpInvalid();
    const name = user.emailNormalized;
    const found = await secrets.findCode(signInCode, name, code);
    const typed = { holder: user, name, purpose: signInCode, found, client };
    return redeemCode({ ...typed, standing: { sessionId } }, work);
  };
}
