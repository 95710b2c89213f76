/**
 * A used secret, and with it all of its purpose issued from `since` to `issuedAt`. Times are epoch
 * milliseconds.
 */
export type Redemption = { digest: string; purpose: string; since: number; issuedAt: number };

/** Marks in place of a secret's digest that this call must no longer use one. */
export const forgone = (by: string) => `forgone:${by}`;

export type Presented = {
  digest: string;
  purpose: string;
  issuedAt: number;
  expiresAt: number;
  now: number;
  by?: string;
};

/**
 * Whether a presented secret may be used: it is neither expired nor used, nor used up with another
 * of its purpose, by default one issued with it or later, and its call was not forgone. `used`
 * holds the known redemptions of the purpose.
 */
export function mayRedeem(
  { digest, purpose, issuedAt, expiresAt, now, by }: Presented,
  used: Redemption[],
): boolean {
  if (expiresAt <= now) return false;
  return !used.some(
    (past) =>
      past.digest === digest ||
      (by !== undefined && past.digest === forgone(by)) ||
      (past.purpose === purpose && past.since <= issuedAt && issuedAt <= past.issuedAt),
  );
}
