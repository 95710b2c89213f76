import type { AccountGuards } from '../guard/account-guards.ts';
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
import type { Jwt } from '../tokens/jwt.ts';
import type { User } from '../users/user.ts';
import type { Factor } from './factors/factor.ts';
import { signMfaToken } from './mfa-token.ts';
import { FINISHES_SIGN_IN, type PendingSignIn } from './pending-sign-in.ts';
import { amrOf, type Method, type Proof, type SecondStepPolicy } from './policy.ts';
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
  const { user, proofs, ...options } = input;
  const step = stepAfter(user, deps.policy, proofs);
  if (step.kind === 'done') {
    const session = await deps.startSession({
      ...options,
      user,
      amr: amrOf(proofs),
      factors: proofs.filter((proof) => user.factors.includes(proof)),
    });
    return { kind: 'session', ...session };
  }
  const methods = step.kind === 'prove' ? step.methods : [];
  const enrol = step.kind === 'enrol' ? step.methods : [];
  const mfaToken = await requestProof(deps, input, methods);
  return { kind: 'second_factor', mfaToken, methods, enrol, expiresIn: deps.codeTtl };
}

async function requestProof(
  deps: CompleteSignInDeps,
  { user, proofs, remember, delivery, deviceName, client, from, ...success }: CompleteSignInInput,
  methods: Method[],
): Promise<string> {
  const { guards, factors, jwt, clock, random, emailVerificationRequired, codeTtl } = deps;
  const now = clock();
  assertMaySignIn(user, { emailVerificationRequired, now });
  const pending: PendingSignIn = {
    id: random.uuid(),
    userId: user.id,
    startedAt: now,
    proofs,
    remember,
    delivery,
    deviceName,
    signInEpoch: user.signInEpoch,
  };
  const lane = mailLaneOf(success.lane);
  const offers = factors.flatMap(({ kind, offer }) =>
    offer !== undefined && methods.includes(kind) ? [offer] : [],
  );
  const mails = offers.length > 0;
  const mail = { lane, purpose: FINISHES_SIGN_IN, key: pending.id, now };
  const [mfaToken, canSendMail] = await Promise.all([
    signMfaToken(jwt, { pending, expiresAt: now + codeTtl }),
    // Charged here too, not only by the job: the response must not promise a mail that is not sent.
    mails || success.lane !== undefined
      ? guards.unlock(user.id, {
          ...success,
          lane: success.lane ?? lane,
          ...(mails ? { mail } : {}),
        })
      : { allowed: true as const },
    ...offers.map((offer) => offer(pending, lane, client)),
  ]);
  if (!canSendMail.allowed) throw rateLimited({ retryAfter: canSendMail.retryAfter / SECOND });
  return mfaToken;
}

// After one correct proof, a mail counts against the second step or the known device.
const mailLaneOf = (lane: Lane | undefined): Lane =>
  lane === undefined || lane === 'strangers' ? 'second-step' : lane;
