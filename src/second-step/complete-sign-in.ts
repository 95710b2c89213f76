import type { AccountGuards } from '../guard/account-guards.ts';
import type { Success } from '../guard/guard-calls.ts';
import type { Lane } from '../guard/lanes.ts';
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
  /** Life of a sign-in that waits for another proof, in milliseconds. */
  codeTtl: number;
};

export type CompleteSignInInput = SignInOptions & {
  user: User;
  /** What was proved, in order; the last of it just now. */
  proofs: Proof[];
} & Partial<Success>;

/** A sign-in that waits for another proof. `expiresIn` in milliseconds. */
export type SecondStep = {
  kind: 'second_factor';
  mfaToken: string;
  /** The ways to give it; if there are none, the owner has to set one of `enrol` up. */
  methods: Method[];
  enrol: Method[];
  expiresIn: number;
};
export type SignIn = { kind: 'session'; tokens: IssuedTokens; user: User } | SecondStep;
export type CompleteSignIn = (input: CompleteSignInInput) => Promise<SignIn>;

/**
 * What a right proof comes to: a session, or the question for another one. Every way in ends here. Throws
 * `account_disabled`, `account_locked`, `email_not_verified`; `invalid_credentials` if all sessions were ended
 * meanwhile; `rate_limited` if no more codes may be mailed; `storage_unavailable`.
 */
export function createCompleteSignIn(deps: CompleteSignInDeps): CompleteSignIn {
  const { startSession, guards, factors, jwt, clock, random, policy, codeTtl } = deps;
  const { emailVerificationRequired } = deps;

  async function ask(
    { user, proofs, remember, delivery, deviceName, client, ...success }: CompleteSignInInput,
    methods: Method[],
  ): Promise<string> {
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
      // Charged here and not by the job alone: nobody is told that a code is on its way when none is.
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

  return async function completeSignIn({ proofs, ...input }) {
    const step = stepAfter(input.user, policy, proofs);
    if (step.kind === 'done') {
      const session = await startSession({
        ...input,
        amr: amrOf(proofs),
        factors: proofs.filter((proof) => input.user.factors.includes(proof)),
      });
      return { kind: 'session', ...session };
    }
    const methods = step.kind === 'prove' ? step.methods : [];
    const enrol = step.kind === 'enrol' ? step.methods : [];
    const mfaToken = await ask({ ...input, proofs }, methods);
    return { kind: 'second_factor', mfaToken, methods, enrol, expiresIn: codeTtl };
  };
}

// After one right proof a mail has the budget of the second step, or that of the device.
const mailLaneOf = (lane: Lane | undefined): Lane =>
  lane === undefined || lane === 'strangers' ? 'second-step' : lane;
