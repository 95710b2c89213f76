import type { TokenDelivery } from '../guard/guard-state.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { UntilAdmitted } from '../limits/admission.ts';
import { otpInvalid } from '../one-time-secrets/errors.ts';
import type { Method } from '../step-up/proofs.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { CompleteSignIn, SignIn } from './complete-sign-in.ts';
import type { GivenProof } from './factors/factor.ts';
import { verifyMfaToken } from './mfa-token.ts';
import { isVoid, type PendingSignIn } from './pending-sign-in.ts';
import type { SecondStepPolicy } from './policy.ts';
import { type ProveDeps, type Proven, prove } from './prove.ts';
import { stepAfter } from './step-after.ts';

export type FinishSignInDeps = ProveDeps & {
  users: UserStore;
  completeSignIn: CompleteSignIn;
  untilAdmitted: UntilAdmitted;
  jwt: Jwt;
  policy: SecondStepPolicy;
};

export type FinishSignInInput = {
  /** The sign-in by its token, or by the address its code was mailed to. */
  by: { mfaToken: string } | { email: string };
  given: GivenProof;
  /** Where the tokens go; null for the choice of the first step. */
  delivery: TokenDelivery | null;
  client: ClientInfo;
};

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
  const { by } = input;
  if ('email' in by) return finishByAddress(deps, by.email, input);
  const { given, client } = input;
  const pending = await verifyMfaToken(deps.jwt, by.mfaToken).catch((cause: unknown) => {
    throw otpInvalid({ cause });
  });
  const admitted = Promise.all([deps.users.findById(pending.userId), deps.untilAdmitted()]);
  return prove(
    deps,
    {
      given,
      occasion: { kind: 'sign_in', pending },
      user: admitted.then(([user]) => user),
      isAsked: (user, kind) => isAsked(deps, user, pending, kind),
      client,
    },
    (proven) => complete(deps, { ...proven, pending }, input),
  );
}

async function finishByAddress(
  deps: FinishSignInDeps,
  address: string,
  input: FinishSignInInput,
): Promise<SignIn> {
  const { given, client } = input;
  const email = normalizeEmail(address);
  const user = deps.users.findByEmail(email);
  for (const factor of deps.factors) {
    if (factor.field !== 'otp' || given.field !== 'otp') continue;
    const { kind, proveByAddress } = factor;
    if (proveByAddress === undefined) continue;
    return proveByAddress({ user, email, value: given.value, client }, async (proven) => {
      if (!isAsked(deps, proven.user, proven.pending, kind)) throw otpInvalid();
      return complete(deps, { ...proven, kind }, input);
    });
  }
  await user;
  throw otpInvalid();
}

/**
 * Returns whether a sign-in asks for a factor, while its first proof counts. If one proof has
 * become enough since, a second one is accepted too.
 */
function isAsked(
  { policy }: FinishSignInDeps,
  user: User,
  pending: PendingSignIn,
  kind: Method,
): boolean {
  if (isVoid(pending, user)) return false;
  const step = stepAfter(user, policy, pending.proofs);
  return step.kind === 'done' || (step.kind === 'prove' && step.methods.includes(kind));
}

function complete(
  { completeSignIn }: FinishSignInDeps,
  { user, pending, kind, success, factorId }: Proven & { pending: PendingSignIn },
  input: FinishSignInInput,
): Promise<SignIn> {
  const { proofs, identity, remember, deviceName } = pending;
  const options = {
    identity,
    remember,
    deviceName,
    delivery: input.delivery ?? pending.delivery,
    client: input.client,
    ...(factorId !== undefined && { factorId }),
  };
  return completeSignIn({ user, proofs: [...proofs, kind], ...options, ...success });
}
