import { SECOND } from '../shared/clock.ts';

/**
 * Milliseconds for which a secret is claimed by a request that has not decided its work. D1 takes a
 * change for half of it (`announce.ts`), so once it is over, whatever died can do nothing more.
 */
export const LEASE = 20 * SECOND;

/**
 * A used secret, and with it all of its purpose issued from `since` to `issuedAt`. Times are epoch
 * milliseconds. With `leaseUntil`, the use is a claim that ends then, unless it is decided before.
 */
export type Redemption = {
  digest: string;
  purpose: string;
  since: number;
  issuedAt: number;
  leaseUntil?: number | null;
};

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
 * of its purpose, by default one issued with it or later, and its call was not forgone. `again` if
 * it was claimed before and the claim has lapsed: nobody knows whether the work was done. `used`
 * holds the known redemptions of the purpose.
 */
export function judgeUse(presented: Presented, used: Redemption[]): boolean | 'again' {
  const { expiresAt, now } = presented;
  if (expiresAt <= now) return false;
  const against = used.filter((past) => concerns(past, presented));
  if (against.some(({ leaseUntil }) => leaseUntil == null || leaseUntil > now)) return false;
  return against.length > 0 ? 'again' : true;
}

function concerns(past: Redemption, { digest, purpose, issuedAt, by }: Presented): boolean {
  // biome-ignore lint/plugin/secret-comparison: nobody can steer a keyed digest.
  if (past.digest === digest) return true;
  // biome-ignore lint/plugin/secret-comparison: a mark, and no secret.
  if (by !== undefined && past.digest === forgone(by)) return true;
  return past.purpose === purpose && past.since <= issuedAt && issuedAt <= past.issuedAt;
}
