import type { Proof } from '../../step-up/proofs.ts';
import type { AddressHolders } from '../../users/address-store.ts';
import { emailSchema, normalizeEmail } from '../../users/identifiers.ts';
import type { IdentityRow } from '../../users/table.ts';
import type { User } from '../../users/user.ts';
import type { KnownState } from './known-state.ts';
import type { ProviderAnswer } from './provider-answer.ts';

/** What follows an answer of a provider about a subject that is not known yet. */
export type Meeting =
  | { kind: 'prove_address' }
  /** `email` as it was written. */
  | { kind: 'look_up'; email: string };

/** What follows for an address that is proved. */
export type Standing = 'owner_must_sign_in' | 'closed' | 'finish' | 'open';

/**
 * Whether an identity is the one that a provider speaks of. The subject decides, for ever and
 * alone; an id that was given to another issuer since speaks of other people.
 */
export const isSameIdentity = (
  { provider, issuer, subject }: ProviderAnswer,
  identity: Pick<IdentityRow, 'provider' | 'issuer' | 'subject'>,
): boolean =>
  identity.provider === provider && identity.issuer === issuer && identity.subject === subject;

/**
 * Whether all sessions of a user have ended since a state was made. Epochs are times; the one that
 * an account begins with ends nothing.
 */
export const hasEndedSince = (
  { issuedAt }: Pick<KnownState, 'issuedAt'>,
  { signInEpoch, createdAt }: Pick<User, 'signInEpoch' | 'createdAt'>,
): boolean => issuedAt < signInEpoch && signInEpoch > createdAt;

/**
 * Returns the address that a provider is the authority for. What we take for no address is none:
 * other spellings could have the normal form of somebody else's.
 */
const vouchedAddress = ({ email, vouchesForEmail }: ProviderAnswer): string | null =>
  vouchesForEmail ? (emailSchema.safeParse(email).data ?? null) : null;

/** Returns what a known identity proves of its user. */
export function proofOf(
  answer: ProviderAnswer,
  { emailNormalized, emailVerifiedAt }: Pick<User, 'emailNormalized' | 'emailVerifiedAt'>,
): Proof {
  if (answer.vouchesForTwoFactors) return 'provider_mfa';
  const email = vouchedAddress(answer);
  const isOwn = email !== null && normalizeEmail(email) === emailNormalized;
  return isOwn && emailVerifiedAt !== null ? 'provider_of_mailbox' : 'provider';
}

/**
 * Returns which address somebody unknown has: one that our own code proved, or one that the
 * provider is the authority for. Any other address that it names counts for nothing.
 */
export function meet(answer: ProviderAnswer, provedEmail: string | null): Meeting {
  const email = provedEmail ?? vouchedAddress(answer);
  return email === null ? { kind: 'prove_address' } : { kind: 'look_up', email };
}

/**
 * Returns what follows for a person with a proved address and an unknown subject. If the address
 * has an owner, the owner has to sign in. An address that an administrator closed stays closed;
 * unverified registrations yield.
 */
export function judgeAddress(
  {
    owner,
    registrations,
  }: Pick<AddressHolders, 'owner'> & {
    registrations: readonly Pick<User, 'status'>[];
  },
  mustConsent: boolean,
): Standing {
  if (owner !== null) return 'owner_must_sign_in';
  if (registrations.some(({ status }) => status === 'disabled')) return 'closed';
  return mustConsent ? 'finish' : 'open';
}
