/** What a proof rests on. Two of one kind count as one (NIST SP 800-63B-4 §2.2.1). */
export type ProofKind = 'knowledge' | 'mailbox' | 'federated' | 'possession';

/**
 * Every proof of identity: its kinds, the main one first, and its name in tokens (RFC 8176). A
 * passkey includes user verification, so it is both steps at once. A provider that is the authority
 * for the address proves the mailbox; one that is trusted to ask for a second factor, and says that
 * it did, proves possession too.
 */
export const PROOFS = {
  password: { kinds: ['knowledge'], amr: 'pwd' },
  email_otp: { kinds: ['mailbox'], amr: 'otp' },
  email_link: { kinds: ['mailbox'], amr: 'email' },
  provider: { kinds: ['federated'], amr: 'fed' },
  provider_of_mailbox: { kinds: ['mailbox'], amr: 'fed' },
  provider_mfa: { kinds: ['federated', 'possession'], amr: 'fed' },
  totp: { kinds: ['possession'], amr: 'otp' },
  recovery_code: { kinds: ['possession'], amr: 'otp' },
  passkey: { kinds: ['possession', 'knowledge'], amr: 'hwk' },
} as const satisfies Record<string, { kinds: readonly [ProofKind, ...ProofKind[]]; amr: string }>;
export type Proof = keyof typeof PROOFS;
export const ALL_PROOFS = Object.keys(PROOFS) as [Proof, ...Proof[]];

/** Proofs that can follow another one. */
export const METHODS = ['email_otp', 'password', 'totp', 'passkey', 'recovery_code'] as const;
export type Method = (typeof METHODS)[number];
export type PossessionMethod = 'totp' | 'passkey' | 'recovery_code';

/** Returns whether a method proves possession. */
export const provesPossession = (method: Method): method is PossessionMethod =>
  PROOFS[method].kinds[0] === 'possession';

/**
 * Returns the proofs that an `amr` stands for, where their names are not known: of those that share
 * a name in tokens the weakest, so that a mailed code does not pass for an app's, nor any sign-in
 * by a provider for one with two factors.
 */
export const proofsIn = (amr: readonly string[]): Proof[] =>
  ALL_PROOFS.filter((proof) => !STRONGER.includes(proof) && amr.includes(PROOFS[proof].amr));

const STRONGER: readonly Proof[] = ['totp', 'recovery_code', 'provider', 'provider_mfa'];

/** Returns the kinds of proofs. */
export function kindsOf(given: readonly Proof[]): Set<ProofKind> {
  return new Set(given.flatMap((proof): readonly ProofKind[] => PROOFS[proof].kinds));
}

/** Returns the `amr` of proofs, in their order, with `mfa` for two kinds (RFC 8176). */
export function amrOf(given: readonly Proof[]): string[] {
  const amr = new Set<string>(given.map((proof) => PROOFS[proof].amr));
  return kindsOf(given).size >= 2 ? [...amr, 'mfa'] : [...amr];
}
