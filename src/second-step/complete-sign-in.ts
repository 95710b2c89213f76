import type { AccountGuards } from '../guard/account-guards.ts';
import type { UsedIdentity } from '../guard/guard-calls.ts';
import type { Lane } from '../guard/lanes.ts';
import type { Success } from '../guard/try-calls.ts';
import type { ReadRow } from '../guard/versions.ts';
import { rateLimited } from '../limits/errors.ts';
import type { IssuedTokens } from '../sessions/issue-tokens.ts';
import { assertMaySignIn } from '../sessions/may-sign-in.ts';
import type { SignInOptions } from '../sessions/sign-in-options.ts';
import type { StartSession } from '../sessions/start-session.ts';
import { type Clock, SECOND } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import { amrOf, type Method, type Proof } from '../step-up/proofs.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { User } from '../users/user.ts';
import type { Factor, Offer } from './factors/factor.ts';
import { signMfaToken } from './mfa-token.ts';
import { FINISHES_SIGN_IN, type PendingSignIn } from './pending-sign-in.ts';
import type { SecondStepPolicy } from './policy.ts';
import { stepAfter } from './step-after.ts';

export type CompleteSignInDeps = {
  startSession: StartSession;
  guards: AccountGuards;
  factors: readonly Factor[];
  jwt: Jwt;
  clock: Clock;
  random: Random;
  policy: SecondStepPolicy;
  emailVerificationRequired: boolean;
  /** Life of a sign-in that requires another proof, in milliseconds. */
  codeTtl: number;
};

export type CompleteSignInInput = SignInOptions & {
  user: User;
  /** The proofs given, in order; the last one just now. */
  proofs: Proof[];
  /** The row of `user_factors` of the last proof, if it is one of several. */
  factorId?: string;
  /** The account at a provider that one of the proofs is of. */
  identity?: UsedIdentity | undefined;
  /** Where the user was read; by default at the primary. */
  from?: ReadRow['from'];
} & Partial<Success>;

/** A sign-in that requires another proof. `expiresIn` in milliseconds. */
export type SecondStep = {
  kind: 'second_factor';
  mfaToken: string;
  /** Accepted proofs; if there are none, the owner has to set up one of `enrol`. */
  methods: Method[];
  enrol: Method[];
  /** What the client needs to give one of the proofs. */
  offer: Offer;
  expiresIn: number;
};
export type SignIn = { kind: 'session'; tokens: IssuedTokens; user: User } | SecondStep;
/** {@link completeSignIn} with its dependencies. */
export const createCompleteSignIn = (deps: CompleteSignInDeps) => (input: CompleteSignInInput) =>
  completeSignIn(deps, input);
export type CompleteSignIn = ReturnType<typeof createCompleteSignIn>;

/**
 * Completes a correct proof with a session, or with the request for another proof. Every way to
 * sign in ends here. Throws `account_disabled`, `account_locked`, `email_not_verified`;
 * `invalid_credentials` if all sessions ended during the sign-in; `rate_limited` if no more codes
 * may be mailed; `storage_unavailable`.
 */
export async function completeSignIn(
  deps: CompleteSignInDeps,
  input: CompleteSignInInput,
): Promise<SignIn> {
  const { user, proofs, factorId, ...options } = input;
  const step = stepAfter(user, deps.policy, proofs);
  if (step.kind === 'done') {
    const session = await deps.startSession({
      ...options,
      user,
      amr: amrOf(proofs),
      proofs,
      factors: usedFactors(input),
    });
    return { kind: 'session', ...session };
  }
  const methods = step.kind === 'prove' ? step.methods : [];
  const enrol = step.kind === 'enrol' ? step.methods : [];
  const { mfaToken, offer } = await requestProof(deps, input, methods);
  return { kind: 'second_factor', mfaToken, methods, enrol, offer, expiresIn: deps.codeTtl };
}

// A kind of which there may be several is named by its row.
function usedFactors({ user, proofs, factorId }: CompleteSignInInput): string[] {
  const known = factorId === undefined ? proofs : proofs.slice(0, -1);
  const kinds = known.filter((proof) => user.factors.includes(proof));
  return factorId === undefined ? kinds : [...kinds, factorId];
}

async function requestProof(
  deps: CompleteSignInDeps,
  input: CompleteSignInInput,
  methods: Method[],
): Promise<{ mfaToken: string; offer: Offer }> {
  const { user, proofs, remember, delivery, deviceName, identity, ...others } = input;
  const { client, from, factorId, ...success } = others;
  const { guards, factors, jwt, clock, random, emailVerificationRequired, codeTtl } = deps;
  const now = clock();
  assertMaySignIn(user, { emailVerificationRequired, now });
  const pending: PendingSignIn = {
    id: random.uuid(),
    userId: user.id,
    startedAt: now,
    proofs,
    ...(identity && { identity }),
    remember,
    delivery,
    deviceName,
    signInEpoch: user.signInEpoch,
  };
  const lane = mailLaneOf(success.lane);
  const occasion = { kind: 'sign_in', pending } as const;
  const offering = factors.filter(({ kind }) => methods.includes(kind));
  const mails = offering.some((factor) => factor.mails === true);
  const mail = { lane, purpose: FINISHES_SIGN_IN, key: pending.id, now };
  const [mfaToken, canSendMail, ...offers] = await Promise.all([
    signMfaToken(jwt, { pending, expiresAt: now + codeTtl }),
    // Charged here too, not only by the job: the response must not promise a mail that is not sent.
    mails || success.lane !== undefined
      ? guards.unlock(user.id, {
          ...success,
          lane: success.lane ?? lane,
          ...(mails ? { mail } : {}),
        })
      : { allowed: true as const },
    ...offering.map(({ offer }) => offer?.({ occasion, user, lane, client }) ?? {}),
  ]);
  if (!canSendMail.allowed) throw rateLimited({ retryAfter: canSendMail.retryAfter / SECOND });
  return { mfaToken, offer: Object.assign({}, ...offers) };
}

// After one correct proof, a mail counts against the second step or the known device.
const mailLaneOf = (lane: Lane | undefined): Lane =>
  lane === undefined || lane === 'strangers' ? 'second-step' : lane;
