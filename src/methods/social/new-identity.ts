import type { IdentityRow } from '../../users/table.ts';
import type { ProviderAnswer } from './provider-answer.ts';

/** Returns the row of an identity that a user is given at `now` (epoch milliseconds). */
export function newIdentity({
  answer: { provider, issuer, subject, email },
  id,
  userId,
  now,
}: {
  answer: ProviderAnswer;
  id: string;
  userId: string;
  now: number;
}): IdentityRow {
  return { id, userId, provider, issuer, subject, email, createdAt: now, lastUsedAt: null };
}
