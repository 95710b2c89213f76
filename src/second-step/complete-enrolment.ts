import type { Context } from 'hono';
import type { ToUse } from '../guard/to-use.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Browser, TokenAnswer } from '../sessions/token-answer.ts';
import type { Proof } from '../step-up/proofs.ts';
import { tokenRevoked } from '../tokens/errors.ts';
import type { UserStore } from '../users/user-store.ts';
import { answerSignIn, type SecondStepAnswer } from './answer.ts';
import type { Enroller } from './authenticate-enroller.ts';
import type { CompleteSignIn, SignIn } from './complete-sign-in.ts';
import { finishingOf, isVoid } from './pending-sign-in.ts';

/**
 * Returns what an enrolment has to use up at the guard before it changes anything, together with
 * the code or challenge that proves it: the sign-in that it finishes, so that this happens once.
 * Nothing for a signed-in user. `codeTtl` in milliseconds.
 */
export const usedByEnrolment = ({ pending }: Enroller, codeTtl: number): ToUse[] =>
  pending === null ? [] : [finishingOf(pending, codeTtl)];

export type CompleteEnrolmentDeps = { users: UserStore; completeSignIn: CompleteSignIn };
export type CompleteEnrolmentInput = {
  enroller: Enroller;
  /** What the new factor has just proved. */
  proof: Proof;
  /** Its row of `user_factors`. */
  factorId: string;
  client: ClientInfo;
};

/** {@link completeEnrolment} with its dependencies. */
export const createCompleteEnrolment =
  (deps: CompleteEnrolmentDeps) => (input: CompleteEnrolmentInput) =>
    completeEnrolment(deps, input);
export type CompleteEnrolment = ReturnType<typeof createCompleteEnrolment>;

/**
 * Completes the sign-in that waited for a factor, now that D1 has it; run it as the last part of
 * what {@link usedByEnrolment} is released for. Returns null for a signed-in user, whose session
 * goes on. Throws what completing a sign-in throws.
 */
export async function completeEnrolment(
  { users, completeSignIn }: CompleteEnrolmentDeps,
  { enroller, proof, factorId, client }: CompleteEnrolmentInput,
): Promise<SignIn | null> {
  const { pending } = enroller;
  if (pending === null) return null;
  const user = await users.findById(pending.userId);
  if (user === null || isVoid(pending, user)) throw tokenRevoked();
  const { proofs, identity, remember, deviceName, delivery } = pending;
  const options = { identity, remember, deviceName, delivery, client };
  return completeSignIn({ user, proofs: [...proofs, proof], factorId, ...options });
}

/** Answers an enrolment: `about` the factor, with the tokens of the sign-in that it finished. */
export function answerEnrolment<About extends object>(
  c: Context,
  signIn: SignIn | null,
  browser: Browser,
  about: About,
): About | (TokenAnswer & About) | (SecondStepAnswer & About) {
  if (signIn === null) return about;
  return { ...answerSignIn(c, signIn, browser), ...about };
}
