import { laneOfTry } from '../../guard/redeem-code.ts';
import { withRedeemed } from '../../guard/with-redeemed.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { standingOf } from '../occasion.ts';
import { finishingOf } from '../pending-sign-in.ts';
import type { FactorDeps, PasswordFactor } from './factor.ts';

/** The password as second step, after a proof of another kind. */
export const passwordFactor = {
  kind: 'password',
  prompt: 'Enter your password to continue.',
  enrolPrompt: 'Choose a password to continue.',
  create: createPassword,
} as const;

function createPassword(deps: FactorDeps): PasswordFactor {
  const { guards, laneOf, evaluatePassword, clock, codeTtl } = deps;
  return {
    kind: passwordFactor.kind,
    field: 'password',

    /**
     * A known device has its own tries. Throws `otp_invalid` if the sign-in was finished before,
     * `invalid_credentials`, `account_locked`, `storage_unavailable`.
     */
    async prove({ value: password, occasion, client, user }, work) {
      const name = user.emailNormalized;
      const lane = laneOfTry(laneOf(user, client), standingOf(occasion));
      const { success } = await evaluatePassword({ user, name, password, lane, client });
      if (occasion.kind === 'step_up') return work({ success });
      const finishing = finishingOf(occasion.pending, codeTtl);
      if (await guards.redeem(finishing, clock()))
        return withRedeemed(deps, finishing, () => work({ success }));
      // No later step refunds the charge of a correct password.
      await guards.refund(user.id, { lane, now: clock() });
      throw otpInvalid();
    },
  };
}
