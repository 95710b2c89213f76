import type { User } from '../users/user.ts';
import { mailedCodeFactor } from './factors/mailed-code.ts';
import { ENROLLABLE } from './factors/registry.ts';
import {
  type Factors,
  METHODS,
  type NextStep,
  nextStep,
  type Proof,
  provesPossession,
  type SecondStepPolicy,
} from './policy.ts';

/** What follows a user's proofs, by what the account has today. */
export const stepAfter = (
  user: User,
  policy: SecondStepPolicy,
  given: readonly Proof[],
): NextStep => nextStep(factorsOf(user), policy, given, ENROLLABLE);

function factorsOf(user: User): Factors {
  return {
    password: user.passwordHash !== null,
    mailedCode: user.factors.includes(mailedCodeFactor.kind),
    // All that the policy knows, not just those of this version: a factor set up with a later one still counts.
    possession: METHODS.filter(provesPossession).filter((method) => user.factors.includes(method)),
  };
}
