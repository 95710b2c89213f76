import type { AccountGuards } from '../guard/account-guards.ts';
import { redeemFor } from '../guard/redeem-for.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { SetPassword } from '../methods/password/set-password.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import type { CompleteSignIn, SignIn } from '../second-step/complete-sign-in.ts';
import { verifyMfaToken } from '../second-step/mfa-token.ts';
import { ENROLLABLE, factorsOf, finishingOf } from '../second-step/pending-sign-in.ts';
import { nextStep, type SecondStepPolicy } from '../second-step/policy.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { UserStore } from '../users/user-store.ts';

export type EnrolPasswordDeps = {
  users: UserStore;
  guards: AccountGuards;
  setPassword: SetPassword;
  completeSignIn: CompleteSignIn;
  jwt: Jwt;
  clock: Clock;
  log: Log;
  secondStep: SecondStepPolicy;
  /** Milliseconds. */
  codeTtl: number;
};
export type EnrolPasswordInput = {
  mfaToken: string;
  password: string;
  field: string;
  client: ClientInfo;
};
export type EnrolPassword = (input: EnrolPasswordInput) => Promise<SignIn>;

/**
 * Sets a first password on the way in, for somebody who gave a proof of another kind where two are due, and finishes that
 * sign-in. A password that is refused does not use the sign-in up. Throws `secret_invalid` unless a password is what the
 * sign-in asks for, and what setting a password and completing a sign-in throw.
 */
export function createEnrolPassword(deps: EnrolPasswordDeps): EnrolPassword {
  const { users, guards, setPassword, completeSignIn, jwt, clock, log, secondStep, codeTtl } = deps;

  return async function enrolPassword({ mfaToken, password, field, client }) {
    const pending = await verifyMfaToken(jwt, mfaToken).catch((cause: unknown) => {
      throw secretInvalid({ cause });
    });
    const user = await users.findById(pending.userId);
    if (user === null || user.signInEpoch !== pending.signInEpoch) throw secretInvalid();
    const step = nextStep(factorsOf(user), secondStep, pending.proofs, ENROLLABLE);
    if (step.kind !== 'enrol' || !step.methods.includes('password')) throw secretInvalid();
    const finishing = finishingOf(pending, codeTtl);
    if (!(await guards.redeem(finishing, clock()))) throw secretInvalid();
    const { proofs, remember, delivery, deviceName } = pending;
    return redeemFor(guards, finishing, log, async () => {
      const changed = await setPassword({
        user,
        password,
        field,
        reason: 'password_reset',
        client,
      });
      return completeSignIn({
        user: changed.user,
        proofs: [...proofs, 'password'],
        remember,
        delivery,
        deviceName,
        client,
      });
    });
  };
}
