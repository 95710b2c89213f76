import type { AccountGuards } from '../guard/account-guards.ts';
import { withRedeemed } from '../guard/with-redeemed.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { SetPassword } from '../methods/password/set-password.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import type { CompleteSignIn, SignIn } from '../second-step/complete-sign-in.ts';
import { verifyMfaToken } from '../second-step/mfa-token.ts';
import { finishingOf, isVoid } from '../second-step/pending-sign-in.ts';
import type { SecondStepPolicy } from '../second-step/policy.ts';
import { stepAfter } from '../second-step/step-after.ts';
import { assertMaySignIn } from '../sessions/may-sign-in.ts';
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
  emailVerificationRequired: boolean;
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
 * Sets the first password of a user whose sign-in requires one, and completes that sign-in. If the
 * password is refused, the sign-in can be retried. Throws `secret_invalid` unless the sign-in
 * requires a first password, `account_disabled`, `account_locked` or `email_not_verified` if it
 * could not be completed, and what setting a password and completing a sign-in throw.
 */
export async function enrolPassword(
  deps: EnrolPasswordDeps,
  { mfaToken, password, field, client }: EnrolPasswordInput,
): Promise<SignIn> {
  const { guards, clock, codeTtl } = deps;
  const { user, pending } = await readPending(deps, mfaToken);
  const finishing = finishingOf(pending, codeTtl);
  if (!(await guards.redeem(finishing, clock()))) throw secretInvalid();
  const { proofs, identity, remember, deviceName, delivery } = pending;
  const options = { identity, remember, deviceName, delivery, client };
  return withRedeemed(deps, finishing, async () => {
    const reset = { user, password, field, reason: 'password_reset', client } as const;
    const changed = await deps.setPassword(reset);
    return deps.completeSignIn({ user: changed.user, proofs: [...proofs, 'password'], ...options });
  });
}

async function readPending(deps: EnrolPasswordDeps, mfaToken: string) {
  const { jwt, users, secondStep, emailVerificationRequired, clock } = deps;
  const pending = await verifyMfaToken(jwt, mfaToken).catch((cause: unknown) => {
    throw secretInvalid({ cause });
  });
  const user = await users.findById(pending.userId);
  if (user === null || isVoid(pending, user)) throw secretInvalid();
  const step = stepAfter(user, secondStep, pending.proofs);
  if (step.kind !== 'enrol' || !step.methods.includes('password')) throw secretInvalid();
  // Before it is set: a password that opens no session would be one that nobody asked for.
  assertMaySignIn(user, { emailVerificationRequired, now: clock() });
  return { user, pending };
}

/** Binds {@link enrolPassword} to its dependencies. */
export const createEnrolPassword =
  (deps: EnrolPasswordDeps): EnrolPassword =>
  (input) =>
    enrolPassword(deps, input);
