import type { IdentityStore } from '../../users/identity-store.ts';
import type { IdentityRow } from '../../users/table.ts';
import { isSameIdentity } from './judge-answer.ts';
import type { ProviderAnswer } from './provider-answer.ts';

/** An identity as shown to its owner. Times are epoch milliseconds. */
export type OwnIdentity = Pick<
  IdentityRow,
  'id' | 'provider' | 'email' | 'createdAt' | 'lastUsedAt'
>;
/** Whose an identity is, seen from one account: it says nothing about another. */
export type Standing = 'free' | 'yours' | 'taken';

export type ListIdentitiesDeps = { identities: IdentityStore };
export type ListIdentities = ReturnType<typeof createListIdentities>;

/** What owners see of their identities. Every method throws `storage_unavailable`. */
export function createListIdentities({ identities }: ListIdentitiesDeps) {
  return {
    /** A user's identities, oldest first. */
    async list(userId: string): Promise<OwnIdentity[]> {
      const rows = await identities.list(userId);
      return rows.map(({ id, provider, email, createdAt, lastUsedAt }) => ({
        ...{ id, provider, email, createdAt, lastUsedAt },
      }));
    },

    /** Whether the identity that a provider speaks of may be connected to this account. */
    async standingOf(userId: string, answer: ProviderAnswer): Promise<Standing> {
      const [holder] = await identities.listHolders(answer);
      if (holder === undefined) return 'free';
      return holder.id === userId && isSameIdentity(answer, holder.identity) ? 'yours' : 'taken';
    },
  };
}
