import type { AccountGuards } from '../../guard/account-guards.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { type OneTimeSecrets, secretOf } from '../../one-time-secrets/one-time-secrets.ts';
import type { TryCode } from '../../second-step/try-code.ts';
import type { Log } from '../../shared/log.ts';
import type { User } from '../../users/user.ts';
import { signInCode } from './sign-in-code.ts';

export type ConfirmCodeDeps = {
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  tryCode: TryCode;
  log: Log;
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
  guards,
  tryCode,
  log,
  codeSuffices,
}: ConfirmCodeDeps): ConfirmCode {
  return async function confirmCode({ user, sessionId, code, client }, work) {
    if (!codeSuffices(user)) throw otpInvalid();
    const found = await secrets.findCode(signInCode, user.emailNormalized, code);
    const secret = secretOf(user, found);
    const tried = { user, name: user.emailNormalized, purpose: signInCode.name, secret, client };
    const lane = await tryCode({ ...tried, standing: { sessionId } });
    if (lane === null || secret === null) throw otpInvalid();
    return redeemFor(guards, secret, log, work);
  };
}
