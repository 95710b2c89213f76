import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Success } from '../../guard/guard-calls.ts';
import type { Lane } from '../../guard/lanes.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { LaneOf } from '../../sessions/requester-lanes.ts';
import type { Clock } from '../../shared/clock.ts';
import type { User } from '../../users/user.ts';
import { type Finishing, finishingOf, type PendingSignIn } from '../pending-sign-in.ts';

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
  /** Milliseconds. */
  codeTtl: number;
};
export type PasswordFactor = ReturnType<typeof createPasswordFactor>;

/** The password as second step, after a proof of another kind. It is asked for by the answer itself. */
export function createPasswordFactor({
  guards,
  laneOf,
  evaluatePassword,
  clock,
  codeTtl,
}: PasswordFactorDeps) {
  return {
    /**
     * The sign-in, used up, and what the success clears, if the password is right; null if it was finished before. A
     * known device has tries of its own. Throws `invalid_credentials`, `account_locked`, `storage_unavailable`.
     */
    async prove(input: {
      user: User;
      pending: PendingSignIn;
      password: string;
      client: ClientInfo;
    }): Promise<{ finishing: Finishing; success: Success } | null> {
      const { user, pending, password, client } = input;
      const name = user.emailNormalized;
      const known = laneOf(user, client);
      const lane: Lane = known === 'strangers' ? 'second-step' : known;
      const { success } = await evaluatePassword({ user, name, password, lane, client });
      const finishing = finishingOf(pending, codeTtl);
      if (await guards.redeem(finishing, clock())) return { finishing, success };
      // Nothing follows that would take the charge of a right password back.
      await guards.refund(user.id, { lane, now: clock() });
      return null;
    },
  };
}
