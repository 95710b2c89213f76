/** What a proof rests on. Two of one kind count as one (NIST SP 800-63B-4 §2.2.1). */
export type ProofKind = 'knowledge' | 'mailbox' | 'federated' | 'possession';

/**
 * Every proof of identity: its kinds, the main one first, and its name in tokens (RFC 8176). A
 * passkey includes user verification, so it is both steps at once. A provider that is the authority
 * for the address proves the mailbox.
 */
export const PROOFS = {
  password: { kinds: ['knowledge'], amr: 'pwd' },
  email_otp: { kinds: ['mailbox'], amr: 'otp' },
  email_link: { kinds: ['mailbox'], amr: 'email' },
  provider: { kinds: ['federated'], amr: 'fed' },
  provider_of_mailbox: { kinds: ['mailbox'], amr: 'fed' },
  totp: { kinds: ['possession'], amr: 'otp' },
  recovery_code: { kinds: ['possession'], amr: 'otp' },
  passkey: { kinds: ['possession', 'knowledge'], amr: 'hwk' },
} as const satisfies Record<string, { kinds: readonly [ProofKind, ...ProofKind[]]; amr: string }>;
export type Proof = keyof typeof PROOFS;

/** Proofs that can follow another one. */
export const METHODS = ['email_otp', 'password', 'totp', 'passkey', 'recovery_code'] as const;
export type Method = (typeof METHODS)[number];
type PossessionMethod = 'totp' | 'passkey' | 'recovery_code';

/** Returns whether a method proves possession. */
export const provesPossession = (method: Method): method is PossessionMethod =>
  PROOFS[method].kinds[0] === 'possession';

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

/** Returns the `amr` of proofs, in their order, with `mfa` for two kinds (RFC 8176). */
export function amrOf(given: readonly Proof[]): string[] {
  const amr = new Set<string>(given.map((proof) => PROOFS[proof].amr));
  return kindsOf(given).size >= 2 ? [...amr, 'mfa'] : [...amr];
}

function isDue({ mailedCode, possession }: Factors, policy: SecondStepPolicy): boolean {
  if (policy === 'enrolled') return mailedCode || possession.length > 0;
  return policy === 'always';
}

function kindsOf(given: readonly Proof[]): Set<ProofKind> {
  return new Set(given.flatMap((proof): readonly ProofKind[] => PROOFS[proof].kinds));
}

function addsTo(kinds: ReadonlySet<ProofKind>, method: Method): boolean {
  return !kinds.has(PROOFS[method].kinds[0]);
}
