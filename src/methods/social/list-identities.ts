import type { IdentityRow } from '../../users/table.ts';
import type { ProviderAnswer } from './provider-answer.ts';

/** An identity as shown to its owner. Times are epoch milliseconds. */
export type OwnIdentity = Pick<
  IdentityRow,
  'id' | 'provider' | 'email' | 'createdAt' | 'lastUsedAt'
>;
/** Whose an identity is, seen from one account: it says nothing about another. */
export type Standing = 'free' | 'yours' | 'taken';

/** Every method throws `storage_unavailable`. */
export type ListIdentities = {
  /** Oldest first. */
  list: (userId: string) => Promise<OwnIdentity[]>;
  /** Whether what a provider says may be connected to this account. */
  standingOf: (userId: string, answer: ProviderAnswer) => Promise<Standing>;
};
