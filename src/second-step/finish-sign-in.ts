import type { AccountGuards } from '../guard/account-guards.ts';
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
import type { Factor, Proven } from './factors/factor.ts';
import { verifyMfaToken } from './mfa-token.ts';
import type { PendingSignIn } from './pending-sign-in.ts';
import type { Method, SecondStepPolicy } from './policy.ts';
import { stepAfter } from './step-after.ts';

export type FinishSignInDeps = {
  users: UserStore;
  guards: AccountGuards;
  factors: readonly Factor[];
  completeSignIn: CompleteSignIn;
  jwt: Jwt;
  log: Log;
  policy: SecondStepPolicy;
};

export type FinishSignInInput = {
  /** The sign-in by its token, or by the address that its code was mailed to. */
  by: { mfaToken: string } | { email: string };
  /** In which field the second proof was sent. A password only goes with a token. */
  field: Factor['field'];
  value: string;
  /** Where the tokens go; null for what the first step asked for. */
  delivery: TokenDelivery | null;
  /** Resolves when the rate limits are passed. */
  admission: Promise<void>;
  client: ClientInfo;
};
export type FinishSignIn = (input: FinishSignInInput) => Promise<SignIn>;

type Finished = Proven & { user: User; pending: PendingSignIn; kind: Method };

/**
 * Finishes a sign-in with its second proof, once. Throws `otp_invalid` whatever was wrong with code or token,
 * `invalid_credentials`, and what completing a sign-in throws.
 */
export function createFinishSignIn(deps: FinishSignInDeps): FinishSignIn {
  const { users, guards, factors, completeSignIn, jwt, log, policy } = deps;

  /**
   * Whether a factor is asked of a sign-in. What the first proof proved counts no more once all sessions were ended. If one
   * proof has become enough meanwhile, another one does no harm.
   */
  function asks(user: User, pending: PendingSignIn, kind: Method): boolean {
    if (pending.signInEpoch !== user.signInEpoch) return false;
    const step = stepAfter(user, policy, pending.proofs);
    return step.kind === 'done' || (step.kind === 'prove' && step.methods.includes(kind));
  }

  async function proveByToken(mfaToken: string, input: FinishSignInInput): Promise<Finished> {
    const { field, value, client, admission } = input;
    const pending = await verifyMfaToken(jwt, mfaToken).catch((cause: unknown) => {
      throw otpInvalid({ cause });
    });
    const reading = Promise.all([users.findById(pending.userId), admission]);
    for (const { kind, prove } of factors.filter((factor) => factor.field === field)) {
      const asked = reading.then(([user]) =>
        user !== null && asks(user, pending, kind) ? user : null,
      );
      const proven = await prove({ user: asked, pending, value, client });
      const user = await asked;
      if (proven !== null && user !== null) return { ...proven, user, pending, kind };
    }
    throw otpInvalid();
  }

  async function proveByAddress(address: string, input: FinishSignInInput): Promise<Finished> {
    const { field, value, client, admission } = input;
    const email = normalizeEmail(address);
    const reading = Promise.all([users.findByEmail(email), admission]).then(([user]) => user);
    for (const { kind, proveByAddress: prove } of factors.filter((one) => one.field === field)) {
      const proven = await prove?.({ user: reading, email, value, client });
      const user = await reading;
      if (proven == null || user === null) continue;
      if (asks(user, proven.pending, kind)) return { ...proven, user, kind };
    }
    throw otpInvalid();
  }

  return async function finishSignIn(input) {
    const finished =
      'mfaToken' in input.by
        ? await proveByToken(input.by.mfaToken, input)
        : await proveByAddress(input.by.email, input);
    const { user, pending, finishing, kind, success } = finished;
    const { proofs, remember, deviceName } = pending;
    const delivery = input.delivery ?? pending.delivery;
    const options = { remember, delivery, deviceName, client: input.client };
    return redeemFor(guards, finishing, log, () =>
      completeSignIn({
        user,
        proofs: [...proofs, kind],
        ...options,
        ...success,
      }),
    );
  };
}
