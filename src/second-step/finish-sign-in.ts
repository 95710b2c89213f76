import type { TokenDelivery } from '../guard/guard-state.ts';
import type { Success } from '../guard/try-calls.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { UntilAdmitted } from '../limits/admission.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import { findAppError } from '../shared/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { CompleteSignIn, SignIn } from './complete-sign-in.ts';
import type { Factor } from './factors/factor.ts';
import { verifyMfaToken } from './mfa-token.ts';
import type { PendingSignIn } from './pending-sign-in.ts';
import type { Method, SecondStepPolicy } from './policy.ts';
import { stepAfter } from './step-after.ts';

export type FinishSignInDeps = {
  users: UserStore;
  factors: readonly Factor[];
  completeSignIn: CompleteSignIn;
  untilAdmitted: UntilAdmitted;
  jwt: Jwt;
  policy: SecondStepPolicy;
};

export type FinishSignInInput = {
  /** The sign-in by its token, or by the address its code was mailed to. */
  by: { mfaToken: string } | { email: string };
  /** The field of the second proof. A password requires a token. */
  field: Factor['field'];
  value: string;
  /** Where the tokens go; null for the choice of the first step. */
  delivery: TokenDelivery | null;
  client: ClientInfo;
};

/** A correct second proof. */
type Proven = { user: User; pending: PendingSignIn; kind: Method; success: Success };

/** {@link finishSignIn} with its dependencies. */
export const createFinishSignIn = (deps: FinishSignInDeps) => (input: FinishSignInInput) =>
  finishSignIn(deps, input);
export type FinishSignIn = ReturnType<typeof createFinishSignIn>;

/**
 * Finishes a sign-in with its second proof, once. Throws `otp_invalid` for any wrong code or token,
 * `invalid_credentials`, and what completing a sign-in throws.
 */
export async function finishSignIn(
  deps: FinishSignInDeps,
  input: FinishSignInInput,
): Promise<SignIn> {
  const { by, field } = input;
  const candidates = deps.factors.filter((factor) => factor.field === field);
  const attempt =
    'mfaToken' in by
      ? await attemptByToken(deps, by.mfaToken, input)
      : attemptByAddress(deps, by.email, input);
  for (const factor of candidates) {
    const signIn = await attempt(factor).catch((error: unknown) => {
      if (findAppError(error)?.code !== 'otp_invalid') throw error;
      return null;
    });
    if (signIn !== null) return signIn;
  }
  throw otpInvalid();
}

async function attemptByToken(
  deps: FinishSignInDeps,
  mfaToken: string,
  input: FinishSignInInput,
): Promise<(factor: Factor) => Promise<SignIn | null>> {
  const { value, client } = input;
  const pending = await verifyMfaToken(deps.jwt, mfaToken).catch((cause: unknown) => {
    throw otpInvalid({ cause });
  });
  const reading = Promise.all([deps.users.findById(pending.userId), deps.untilAdmitted()]);
  return async ({ kind, prove }) => {
    const asked = reading.then(([user]) =>
      user !== null && isAsked(deps, user, pending, kind) ? user : null,
    );
    return prove({ user: asked, pending, value, client }, async (success) => {
      const user = await asked;
      if (user === null) throw otpInvalid();
      return complete(deps, { user, pending, kind, success }, input);
    });
  };
}

function attemptByAddress(
  deps: FinishSignInDeps,
  address: string,
  input: FinishSignInInput,
): (factor: Factor) => Promise<SignIn | null> {
  const { value, client } = input;
  const email = normalizeEmail(address);
  const user = deps.users.findByEmail(email);
  return async ({ kind, proveByAddress }) => {
    if (proveByAddress === undefined) return null;
    return proveByAddress({ user, email, value, client }, async (proven) => {
      if (!isAsked(deps, proven.user, proven.pending, kind)) throw otpInvalid();
      return complete(deps, { ...proven, kind }, input);
    });
  };
}

/**
 * Returns whether a sign-in asks for a factor. Ending all sessions voids the first proof. If one
 * proof has become enough since, a second one is accepted too.
 */
function isAsked(
  { policy }: FinishSignInDeps,
  user: User,
  pending: PendingSignIn,
  kind: Method,
): boolean {
  if (pending.signInEpoch !== user.signInEpoch) return false;
  const step = stepAfter(user, policy, pending.proofs);
  return step.kind === 'done' || (step.kind === 'prove' && step.methods.includes(kind));
}

function complete(
  { completeSignIn }: FinishSignInDeps,
  { user, pending, kind, success }: Proven,
  input: FinishSignInInput,
): Promise<SignIn> {
  const { proofs, remember, deviceName } = pending;
  const options = {
    remember,
    deviceName,
    delivery: input.delivery ?? pending.delivery,
    client: input.client,
  };
  return completeSignIn({ user, proofs: [...proofs, kind], ...options, ...success });
}
