import type { AccountGuards } from '../../guard/account-guards.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { User } from '../../users/user.ts';
import { signInCode } from './sign-in-code.ts';

export type ConfirmCodeDeps = {
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  clock: Clock;
  log: Log;
  /** Milliseconds. */
  codeTtl: number;
};

/** Asks a signed-in user for a freshly mailed code, then does what it was asked for. Throws `otp_invalid` and what `work` throws. */
export type ConfirmCode = <T>(
  input: { user: User; code: string },
  work: () => Promise<T>,
) => Promise<T>;

/** The code is one of `/auth/otp/request`, for those who have no password or do not remember it. It works once. */
export function createConfirmCode({
  secrets,
  guards,
  clock,
  log,
  codeTtl,
}: ConfirmCodeDeps): ConfirmCode {
  return async function confirmCode({ user, code }, work) {
    const found = await secrets.findCode(signInCode, user.emailNormalized, code);
    const secret = found !== null && found.userId === user.id ? found : null;
    const { right } = await guards.tryCode(user.id, {
      lane: 'strangers',
      purpose: signInCode.name,
      secret,
      now: clock(),
      codeTtl,
    });
    if (!right || secret === null) throw otpInvalid();
    return redeemFor(guards, secret, log, work);
  };
}
