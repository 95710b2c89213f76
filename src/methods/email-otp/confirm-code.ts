import type { AccountGuards } from '../../guard/account-guards.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { FollowFailure } from '../../sessions/follow-failure.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { User } from '../../users/user.ts';
import { signInCode } from './sign-in-code.ts';

export type ConfirmCodeDeps = {
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  followFailure: FollowFailure;
  clock: Clock;
  log: Log;
  /** Milliseconds. */
  codeTtl: number;
};

/** Asks a signed-in user for a freshly mailed code, then does what it was asked for. Throws `otp_invalid` and what `work` throws. */
export type ConfirmCode = <T>(
  input: { user: User; sessionId: string; code: string; client: ClientInfo },
  work: () => Promise<T>,
) => Promise<T>;

/** The code is one of `/auth/otp/request`, for those who have no password or do not remember it. It works once, and each session has
 * tries of its own: strangers use up none of them. */
export function createConfirmCode({
  secrets,
  guards,
  followFailure,
  clock,
  log,
  codeTtl,
}: ConfirmCodeDeps): ConfirmCode {
  return async function confirmCode({ user, sessionId, code, client }, work) {
    const lane = `session:${sessionId}` as const;
    const found = await secrets.findCode(signInCode, user.emailNormalized, code);
    const secret = found !== null && found.userId === user.id ? found : null;
    const verdict = await guards.tryCode(user.id, {
      lane,
      purpose: signInCode.name,
      secret,
      now: clock(),
      codeTtl,
    });
    if (!verdict.right)
      followFailure({ userId: user.id, lane, what: 'code', failure: verdict, client });
    if (!verdict.right || secret === null) throw otpInvalid();
    return redeemFor(guards, secret, log, work);
  };
}
