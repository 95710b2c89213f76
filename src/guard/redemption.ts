/**
 * A used secret, and with it all of its purpose issued from `since` to `issuedAt`. Times are epoch
 * milliseconds.
 */
export type Redemption = { digest: string; purpose: string; since: number; issuedAt: number };

export type Presented = {
  digest: string;
  purpose: string;
  issuedAt: number;
  expiresAt: number;
  now: number;
};

/**
 * Whether a presented secret may be used: it is neither expired nor used, nor used up with another
 * of its purpose, by default one issued with it or later. `used` holds the known
 * redemptions of the purpose.
 */
export function mayRedeem(
  { digest, purpose, issuedAt, expiresAt, now }: Presented,
  used: Redemption[],
): boolean {
  if (expiresAt <= now) return false;
  return !used.some(
    (past) =>
      past.digest === digest ||
      (past.purpose === purpose && past.since <= issuedAt && issuedAt <= past.issuedAt),
  );
}
