/** A secret that was used. Times are epoch milliseconds. */
export type Redemption = { digest: string; purpose: string; issuedAt: number };

export type Presented = {
  digest: string;
  purpose: string;
  issuedAt: number;
  expiresAt: number;
  now: number;
};

/**
 * Whether a presented secret may be used: it has not expired, was not used, and none of the same purpose that was issued
 * with it or later was used. `used` holds what the guard remembers of the purpose.
 */
export function mayRedeem({ digest, purpose, issuedAt, expiresAt, now }: Presented, used: Redemption[]): boolean {
  if (expiresAt <= now) return false;
  return !used.some((past) => past.digest === digest || (past.purpose === purpose && past.issuedAt >= issuedAt));
}
