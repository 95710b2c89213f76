import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import type { RedeemSecret } from './try-calls.ts';

/**
 * A secret to use up. Others of its purpose issued from `since` until it are used up too; by
 * default all until it, with `APART` none.
 */
export type ToUse = Omit<FoundSecret<unknown>, 'context'> & { since?: number };

/** The `since` of a secret whose use leaves all others of its purpose valid. */
export const APART = Number.MAX_SAFE_INTEGER;

/** A secret as a guard is asked to use it; `now` in epoch milliseconds. */
export function toRedeem(
  { digest, purpose, issuedAt, since = 0, expiresAt, familyExpiresAt, epoch }: ToUse,
  now: number,
): RedeemSecret {
  const rememberUntil = familyExpiresAt;
  return { digest, purpose, issuedAt, since, expiresAt, rememberUntil, epoch, now };
}
