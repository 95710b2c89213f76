import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Success } from '../../guard/guard-calls.ts';
import type { Lane } from '../../guard/lanes.ts';
import { withRedeemed } from '../../guard/with-redeemed.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import type { LaneOf } from '../../sessions/requester-lanes.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { User } from '../../users/user.ts';
import { finishingOf, type PendingSignIn } from '../pending-sign-in.ts';

/** Judges a password; a right one stays charged. */
type EvaluatePassword = (input: {
  user: User;
  name: string;
  password: string;
  lane: Lane;
  client: ClientInfo;
}) => Promise<{ success: Success }>;

export type PasswordFactorDeps = {
  guards: AccountGuards;
  laneOf: LaneOf;
  evaluatePassword: EvaluatePassword;
  clock: Clock;
  log: Log;
  /** Milliseconds. */
  codeTtl: number;
};
export type PasswordFactor = ReturnType<typeof createPasswordFactor>;

/** The password as second step, after a proof of another kind. It is asked for by the answer itself. */
export function createPasswordFactor(deps: PasswordFactorDeps) {
  const { guards, laneOf, evaluatePassword, clock, codeTtl } = deps;

  return {
    /**
     * Uses the sign-in up, if the password is right, and does what follows with what the success clears. A known device
     * has tries of its own. Throws `otp_invalid` if the sign-in was finished before, `invalid_credentials`,
     * `account_locked`, `storage_unavailable` and what `work` throws.
     */
    async redeem<T>(
      typed: { user: User; pending: PendingSignIn; password: string; client: ClientInfo },
      work: (success: Success) => Promise<T>,
    ): Promise<T> {
      const { user, pending, password, client } = typed;
      const name = user.emailNormalized;
      const known = laneOf(user, client);
      const lane: Lane = known === 'strangers' ? 'second-step' : known;
      const { success } = await evaluatePassword({ user, name, password, lane, client });
      const finishing = finishingOf(pending, codeTtl);
      if (await guards.redeem(finishing, clock()))
        return withRedeemed(deps, finishing, () => work(success));
      // Nothing follows that would take the charge of a right password back.
      await guards.refund(user.id, { lane, now: clock() });
      throw otpInvalid();
    },
  };
}
