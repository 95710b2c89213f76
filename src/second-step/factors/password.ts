import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Lane } from '../../guard/lanes.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { Clock } from '../../shared/clock.ts';
import type { User } from '../../users/user.ts';
import { type Finishing, finishingOf, type PendingSignIn } from '../pending-sign-in.ts';

const LANE = 'second-step';

/** Judges a password; a right one stays charged. */
type EvaluatePassword = (input: {
  user: User;
  name: string;
  password: string;
  lane: Lane;
  client: ClientInfo;
}) => Promise<unknown>;

export type PasswordFactorDeps = {
  guards: AccountGuards;
  evaluatePassword: EvaluatePassword;
  clock: Clock;
  /** Milliseconds. */
  codeTtl: number;
};
export type PasswordFactor = ReturnType<typeof createPasswordFactor>;

/** The password as second step, after a proof of another kind. It is asked for by the answer itself. */
export function createPasswordFactor({
  guards,
  evaluatePassword,
  clock,
  codeTtl,
}: PasswordFactorDeps) {
  return {
    /**
     * The sign-in, used up, if the password is right; null if it was finished before. Throws `invalid_credentials`,
     * `account_locked`, `storage_unavailable`.
     */
    async prove(input: {
      user: User;
      pending: PendingSignIn;
      password: string;
      client: ClientInfo;
    }): Promise<Finishing | null> {
      const { user, pending, password, client } = input;
      await evaluatePassword({ user, name: user.emailNormalized, password, lane: LANE, client });
      const now = clock();
      const finishing = finishingOf(pending, codeTtl);
      const [first] = await Promise.all([
        guards.redeem(finishing, now),
        guards.refund(user.id, { lane: LANE, now }),
      ]);
      return first ? finishing : null;
    },
  };
}
