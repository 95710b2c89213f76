import { METHODS, type Proof, provesPossession } from '../step-up/proofs.ts';
import type { AccountView } from '../users/user.ts';
import { mailedCodeFactor } from './factors/mailed-code.ts';
import { ENROLLABLE } from './factors/registry.ts';
import { type Factors, type NextStep, nextStep, type SecondStepPolicy } from './policy.ts';

/** Returns what follows a user's proofs, by the factors the account has now. */
export const stepAfter = (
  user: AccountView,
  policy: SecondStepPolicy,
  given: readonly Proof[],
): NextStep => nextStep(factorsOf(user), policy, given, ENROLLABLE);

function factorsOf(user: AccountView): Factors {
  return {
    password: user.hasPassword,
    mailedCode: user.factors.includes(mailedCodeFactor.kind),
    // All that the policy knows: a factor set up with a later version still counts.
    possession: METHODS.filter(provesPossession).filter((method) => user.factors.includes(method)),
  };
}
