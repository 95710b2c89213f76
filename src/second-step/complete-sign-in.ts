import type { AccountGuards } from '../guard/account-guards.ts';
import type { TokenDelivery } from '../guard/guard-state.ts';
import type { Lane } from '../guard/lanes.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { IssuedTokens } from '../sessions/issue-tokens.ts';
import { assertMaySignIn } from '../sessions/may-sign-in.ts';
import type { StartSession } from '../sessions/start-session.ts';
import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { User } from '../users/user.ts';
import type { MailedCode } from './factors/mailed-code.ts';
import { signMfaToken } from './mfa-token.ts';
import { ENROLLABLE, factorsOf, type PendingSignIn } from './pending-sign-in.ts';
import { amrOf, type Method, nextStep, type Proof, type SecondStepPolicy } from './policy.ts';

export type CompleteSignInDeps = {
  startSession: StartSession;
  guards: AccountGuards;
  mailedCode: Pick<MailedCode, 'offer'>;
  jwt: Jwt;
  clock: Clock;
  random: Random;
  policy: SecondStepPolicy;
  emailVerificationRequired: boolean;
  /** Life of a sign-in that waits for another proof, in milliseconds. */
  codeTtl: number;
};

export type CompleteSignInInput = {
  user: User;
  /** What was proved, in order; the last of it just now. */
  proofs: Proof[];
  remember: boolean;
  delivery: TokenDelivery;
  deviceName: string | null;
  client: ClientInfo;
  /** The lane that this success clears, for a proof that was charged to one. */
  lane?: Lane;
};

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
 * meanwhile; `storage_unavailable`.
 */
export function createCompleteSignIn(deps: CompleteSignInDeps): CompleteSignIn {
  const { startSession, guards, mailedCode, jwt, clock, random, policy, codeTtl } = deps;
  const { emailVerificationRequired } = deps;

  async function ask(
    { user, proofs, remember, delivery, deviceName, client, lane }: CompleteSignInInput,
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
    const [mfaToken] = await Promise.all([
      signMfaToken(jwt, { pending, expiresAt: now + codeTtl }),
      lane === undefined ? null : guards.unlock(user.id, lane),
      methods.includes('email_otp') ? mailedCode.offer(pending, client) : null,
    ]);
    return mfaToken;
  }

  return async function completeSignIn({ proofs, ...input }) {
    const step = nextStep(factorsOf(input.user), policy, proofs, ENROLLABLE);
    if (step.kind === 'done') {
      const session = await startSession({ ...input, amr: amrOf(proofs) });
      return { kind: 'session', ...session };
    }
    const methods = step.kind === 'prove' ? step.methods : [];
    const enrol = step.kind === 'enrol' ? step.methods : [];
    const mfaToken = await ask({ ...input, proofs }, methods);
    return { kind: 'second_factor', mfaToken, methods, enrol, expiresIn: codeTtl };
  };
}
