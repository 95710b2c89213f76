/** What a proof rests on. Two of the same kind are worth one (NIST SP 800-63B-4 §2.2.1). */
export type ProofKind = 'knowledge' | 'mailbox' | 'federated' | 'possession';

/**
 * Every way to prove who one is: the kinds that it proves, the one that counts first, and how tokens tell it
 * (RFC 8176). A passkey comes with user verification, so it is both steps at once. A provider that is the authority
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

/** Whether a method proves that one holds something. */
export const provesPossession = (method: Method): method is PossessionMethod =>
  PROOFS[method].kinds[0] === 'possession';

/** Who has to give two kinds of proof: nobody, those who set a second step up, everybody. */
export type SecondStepPolicy = 'off' | 'enrolled' | 'always';

/** What an account can prove itself with. Its mailbox it always has. */
export type Factors = {
  password: boolean;
  /** Whether the owner switched the mailed second step on. */
  mailedCode: boolean;
  possession: PossessionMethod[];
};

/** What follows the proofs that were given. */
export type NextStep =
  | { kind: 'done' }
  | { kind: 'prove'; methods: Method[] }
  /** The account has nothing of another kind: it has to set one of these up. */
  | { kind: 'enrol'; methods: Method[] };

/**
 * The one rule for every way in (contract.md, "Two steps"). Where two steps are due it asks for another kind of
 * proof, never for a kind that was given. With a possession factor nothing else is a second step, unless the owner
 * switched the mailed code on too, which then follows a password and nothing else. `enrollable` is what can be set up.
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

/** How tokens tell proofs, in the order they were given; `mfa` if they are of two kinds (RFC 8176). */
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
