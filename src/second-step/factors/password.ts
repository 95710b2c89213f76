import type { Lane } from '../../guard/lanes.ts';
import { withRedeemed } from '../../guard/with-redeemed.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { finishingOf } from '../pending-sign-in.ts';
import type { Factor, FactorDeps } from './factor.ts';

/** The password as second step, after a proof of another kind. */
export const passwordFactor = {
  kind: 'password',
  prompt: 'Enter your password to continue.',
  enrolPrompt: 'Choose a password to continue.',
  create: createPassword,
} as const;

function createPassword(deps: FactorDeps): Factor {
  const { guards, laneOf, evaluatePassword, clock, codeTtl } = deps;
  return {
    kind: passwordFactor.kind,
    field: 'password',

    /**
     * A known device has its own tries. Throws `otp_invalid` if the sign-in was finished before,
     * `invalid_credentials`, `account_locked`, `storage_unavailable`.
     */
    async prove({ value: password, pending, client, user: reading }, work) {
      const user = await reading;
      if (user === null) return null;
      const name = user.emailNormalized;
      const known = laneOf(user, client);
      const lane: Lane = known === 'strangers' ? 'second-step' : known;
      const { success } = await evaluatePassword({ user, name, password, lane, client });
      const finishing = finishingOf(pending, codeTtl);
      if (await guards.redeem(finishing, clock()))
        return withRedeemed(deps, finishing, () => work(success));
      // No later step refunds the charge of a correct password.
      await guards.refund(user.id, { lane, now: clock() });
      throw otpInvalid();
    },
  };
}
