/** Failures in a row, of one lane or of one name within it. Times are epoch milliseconds. */
export type Failures = { failures: number; lockedUntil: number | null };

export type LockoutPolicy = {
  threshold: number;
  /** Milliseconds. Failures further apart than this are not in a row. */
  duration: number;
};

/** What charging an attempt comes to. `locksNow` for the one attempt with which a lock begins, should it fail. */
export type Charge =
  | { allowed: true; locksNow: boolean; lane: Failures }
  | { allowed: false; retryAfter: number };

const FREE: Failures = { failures: 0, lockedUntil: null };

/**
 * Charges an attempt before it is evaluated, so that however many come at once, no more than `threshold` are. The last of
 * them locks; if it succeeds, the success undoes that (OWASP Authentication Cheat Sheet, "Account Lockout").
 */
export function chargeLane(
  lane: Failures | null,
  now: number,
  { threshold, duration }: LockoutPolicy,
): Charge {
  const { failures, lockedUntil } = lane ?? FREE;
  if (lockedUntil !== null && lockedUntil > now)
    return { allowed: false, retryAfter: lockedUntil - now };
  const charged = (lockedUntil === null ? failures : 0) + 1;
  const locksNow = charged >= threshold;
  return {
    allowed: true,
    locksNow,
    lane: { failures: charged, lockedUntil: locksNow ? now + duration : null },
  };
}

/** Takes back one charge whose attempt was never evaluated, lock and all. */
export function refundLane(lane: Failures): Failures {
  return { failures: Math.max(0, lane.failures - 1), lockedUntil: null };
}
