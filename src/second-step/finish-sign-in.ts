import type { AccountGuards } from '../guard/account-guards.ts';
import type { Success } from '../guard/guard-calls.ts';
import type { TokenDelivery } from '../guard/guard-state.ts';
import { redeemFor } from '../guard/redeem-for.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import type { Log } from '../shared/log.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { CompleteSignIn, SignIn } from './complete-sign-in.ts';
import type { MailedCode } from './factors/mailed-code.ts';
import type { PasswordFactor } from './factors/password.ts';
import { verifyMfaToken } from './mfa-token.ts';
import { ENROLLABLE, type Finishing, factorsOf, type PendingSignIn } from './pending-sign-in.ts';
import { type Method, nextStep, type SecondStepPolicy } from './policy.ts';

export type FinishSignInDeps = {
  users: UserStore;
  guards: AccountGuards;
  mailedCode: MailedCode;
  passwordFactor: PasswordFactor;
  completeSignIn: CompleteSignIn;
  jwt: Jwt;
  log: Log;
  policy: SecondStepPolicy;
};

export type FinishSignInInput = {
  /** The sign-in by its token, or by the address that its code was mailed to. */
  by: { mfaToken: string } | { email: string };
  /** A password only goes with a token. */
  given: { otp: string } | { password: string };
  /** Where the tokens go; null for what the first step asked for. */
  delivery: TokenDelivery | null;
  /** Resolves when the rate limits are passed. */
  admission: Promise<void>;
  client: ClientInfo;
};
export type FinishSignIn = (input: FinishSignInInput) => Promise<SignIn>;

type Proven = {
  user: User;
  pending: PendingSignIn;
  /** What was used up for it. */
  finishing: Finishing;
  method: Method;
  success: Success;
};

/**
 * Finishes a sign-in with its second proof, once. Throws `otp_invalid` whatever was wrong with code or token,
 * `invalid_credentials`, and what completing a sign-in throws.
 */
export function createFinishSignIn(deps: FinishSignInDeps): FinishSignIn {
  const { users, guards, mailedCode, passwordFactor, completeSignIn, jwt, log, policy } = deps;

  /** What the first proof proved counts no more once all sessions were ended; and a factor must be one that is asked for. */
  function assertAsked(user: User, pending: PendingSignIn, method: Method): void {
    const step = nextStep(factorsOf(user), policy, pending.proofs, ENROLLABLE);
    // If one proof has become enough meanwhile, another one does no harm.
    const asked = step.kind === 'done' || (step.kind === 'prove' && step.methods.includes(method));
    if (pending.signInEpoch !== user.signInEpoch || !asked) throw otpInvalid();
  }

  async function proveByToken(mfaToken: string, input: FinishSignInInput): Promise<Proven> {
    const { given, client, admission } = input;
    const pending = await verifyMfaToken(jwt, mfaToken).catch((cause: unknown) => {
      throw otpInvalid({ cause });
    });
    const [user, found] = await Promise.all([
      users.findById(pending.userId),
      'otp' in given ? mailedCode.find(pending.id, given.otp) : null,
      admission,
    ]);
    if (user === null) throw otpInvalid();
    const method = 'otp' in given ? 'email_otp' : 'password';
    assertAsked(user, pending, method);
    if ('password' in given) {
      const proven = await passwordFactor.prove({
        user,
        pending,
        password: given.password,
        client,
      });
      if (proven === null) throw otpInvalid();
      return { user, pending, method, ...proven };
    }
    const right = await mailedCode.prove({
      ...{ found, user, name: user.id, client },
      signInId: pending.id,
    });
    if (right === null) throw otpInvalid();
    return { user, pending, method, finishing: right.secret, success: { lane: right.lane } };
  }

  async function proveByAddress(email: string, input: FinishSignInInput): Promise<Proven> {
    const { given, client, admission } = input;
    const name = normalizeEmail(email);
    const otp = 'otp' in given ? given.otp : '';
    const [user, found] = await Promise.all([
      users.findByEmail(name),
      mailedCode.find(name, otp),
      admission,
    ]);
    const right = await mailedCode.prove({ found, user, name, signInId: null, client });
    if (user === null || right === null) throw otpInvalid();
    const { secret, lane } = right;
    const pending = secret.context;
    assertAsked(user, pending, 'email_otp');
    return { user, pending, finishing: secret, method: 'email_otp', success: { lane } };
  }

  return async function finishSignIn(input) {
    const proven =
      'mfaToken' in input.by
        ? await proveByToken(input.by.mfaToken, input)
        : await proveByAddress(input.by.email, input);
    const { user, pending, finishing, method, success } = proven;
    const { proofs, remember, deviceName } = pending;
    const delivery = input.delivery ?? pending.delivery;
    const options = { remember, delivery, deviceName, client: input.client };
    return redeemFor(guards, finishing, log, () =>
      completeSignIn({
        user,
        proofs: [...proofs, method],
        ...options,
        ...success,
      }),
    );
  };
}
