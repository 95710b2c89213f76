import {
  kindsOf,
  type Method,
  type PossessionMethod,
  PROOFS,
  type Proof,
  type ProofKind,
} from '../step-up/proofs.ts';

/** Who has to give two kinds of proof: no one, users with a second step, everyone. */
export type SecondStepPolicy = 'off' | 'enrolled' | 'always';

/** The proofs that an account has; its mailbox always counts. */
export type Factors = {
  password: boolean;
  /** Whether the owner turned on the mailed second step. */
  mailedCode: boolean;
  possession: PossessionMethod[];
};

/** What follows the given proofs. */
export type NextStep =
  | { kind: 'done' }
  | { kind: 'prove'; methods: Method[] }
  /** The account has no proof of another kind and has to set up one of these. */
  | { kind: 'enrol'; methods: Method[] };

/**
 * Returns what follows the given proofs, by one rule for every way to sign in (contract.md, "Two
 * steps"). If two steps are required, it asks for a kind of proof not given yet. With a possession
 * factor, that is the only second step, unless the owner also turned on the mailed code, which then
 * may follow a password. `enrollable` lists what can be set up.
 */
export function nextStep(
  factors: Factors,
  policy: SecondStepPolicy,
  given: readonly Proof[],
  enrollable: readonly Method[],
): NextStep {
  const kinds = kindsOf(given);
  if (kinds.size === 0) throw new RangeError('no proof was given');
  if (!isDue(factors, policy)) return { kind: 'done' };
  const hasPossession = factors.possession.length > 0;
  const mailAfterPassword = factors.mailedCode && given[0] === 'password';
  const enough =
    !hasPossession || kinds.has('possession') || (mailAfterPassword && given[1] === 'email_otp');
  if (kinds.size >= 2 && enough) return { kind: 'done' };

  const owned: Method[] = [
    ...factors.possession,
    ...(!hasPossession || kinds.has('possession') || mailAfterPassword
      ? (['email_otp'] as const)
      : []),
    ...(factors.password && (!hasPossession || kinds.has('possession'))
      ? (['password'] as const)
      : []),
  ];
  const methods = owned.filter((method) => addsTo(kinds, method));
  if (methods.length > 0) return { kind: 'prove', methods };
  return { kind: 'enrol', methods: enrollable.filter((method) => addsTo(kinds, method)) };
}

function isDue({ mailedCode, possession }: Factors, policy: SecondStepPolicy): boolean {
  if (policy === 'enrolled') return mailedCode || possession.length > 0;
  return policy === 'always';
}

function addsTo(kinds: ReadonlySet<ProofKind>, method: Method): boolean {
  return !kinds.has(PROOFS[method].kinds[0]);
}
