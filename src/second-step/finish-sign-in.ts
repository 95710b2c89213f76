import type { Success } from '../guard/guard-calls.ts';
import type { TokenDelivery } from '../guard/guard-state.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { UntilAdmitted } from '../limits/admission.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { CompleteSignIn, SignIn } from './complete-sign-in.ts';
import type { MailedCode } from './factors/mailed-code.ts';
import type { PasswordFactor } from './factors/password.ts';
import { verifyMfaToken } from './mfa-token.ts';
import { ENROLLABLE, factorsOf, type PendingSignIn } from './pending-sign-in.ts';
import { type Method, nextStep, type SecondStepPolicy } from './policy.ts';

export type FinishSignInDeps = {
  users: UserStore;
  mailedCode: MailedCode;
  passwordFactor: PasswordFactor;
  completeSignIn: CompleteSignIn;
  untilAdmitted: UntilAdmitted;
  jwt: Jwt;
  policy: SecondStepPolicy;
};

export type FinishSignInInput = {
  /** The sign-in by its token, or by the address that its code was mailed to. */
  by: { mfaToken: string } | { email: string };
  /** A password only goes with a token. */
  given: { otp: string } | { password: string };
  /** Where the tokens go; null for what the first step asked for. */
  delivery: TokenDelivery | null;
  client: ClientInfo;
};
export type FinishSignIn = (input: FinishSignInInput) => Promise<SignIn>;

/** A second proof that was right. */
type Proven = { user: User; pending: PendingSignIn; method: Method; success: Success };

/**
 * Finishes a sign-in with its second proof, once. Throws `otp_invalid` whatever was wrong with code or token,
 * `invalid_credentials`, and what completing a sign-in throws.
 */
export function createFinishSignIn(deps: FinishSignInDeps): FinishSignIn {
  const { users, mailedCode, passwordFactor, completeSignIn, untilAdmitted, jwt, policy } = deps;

  /** What the first proof proved counts no more once all sessions were ended; and a factor must be one that is asked for. */
  function assertAsked(user: User, pending: PendingSignIn, method: Method): void {
    const step = nextStep(factorsOf(user), policy, pending.proofs, ENROLLABLE);
    // If one proof has become enough meanwhile, another one does no harm.
    const asked = step.kind === 'done' || (step.kind === 'prove' && step.methods.includes(method));
    if (pending.signInEpoch !== user.signInEpoch || !asked) throw otpInvalid();
  }

  function complete(
    { user, pending, method, success }: Proven,
    { delivery, client }: FinishSignInInput,
  ): Promise<SignIn> {
    const { proofs, remember, deviceName } = pending;
    const options = { remember, deviceName, delivery: delivery ?? pending.delivery, client };
    return completeSignIn({ user, proofs: [...proofs, method], ...options, ...success });
  }

  async function finishByToken(mfaToken: string, input: FinishSignInInput): Promise<SignIn> {
    const { given, client } = input;
    const pending = await verifyMfaToken(jwt, mfaToken).catch((cause: unknown) => {
      throw otpInvalid({ cause });
    });
    const [user, found] = await Promise.all([
      users.findById(pending.userId),
      'otp' in given ? mailedCode.find(pending.id, given.otp) : null,
      untilAdmitted(),
    ]);
    if (user === null) throw otpInvalid();
    const method = 'otp' in given ? 'email_otp' : 'password';
    assertAsked(user, pending, method);
    const proven = { user, pending, method } as const;
    if ('password' in given)
      return passwordFactor.redeem({ user, pending, password: given.password, client }, (success) =>
        complete({ ...proven, success }, input),
      );
    return mailedCode.redeem(
      { found, user, name: user.id, signInId: pending.id, client },
      ({ lane }) => complete({ ...proven, success: { lane } }, input),
    );
  }

  async function finishByAddress(email: string, input: FinishSignInInput): Promise<SignIn> {
    const name = normalizeEmail(email);
    const otp = 'otp' in input.given ? input.given.otp : '';
    const [holder, found] = await Promise.all([
      users.findByEmail(name),
      mailedCode.find(name, otp),
    ]);
    const typed = { found, user: holder, name, signInId: null, client: input.client };
    return mailedCode.redeem(typed, async ({ holder: user, secret, lane }) => {
      const pending = secret.context;
      assertAsked(user, pending, 'email_otp');
      return complete({ user, pending, method: 'email_otp', success: { lane } }, input);
    });
  }

  return async function finishSignIn(input) {
    return 'mfaToken' in input.by
      ? finishByToken(input.by.mfaToken, input)
      : finishByAddress(input.by.email, input);
  };
}
