/** Failures in a row in a lane, or at one name within it. Times are epoch milliseconds. */
export type Failures = { failures: number; lockedUntil: number | null };

export type LockoutPolicy = {
  threshold: number;
  /** Milliseconds. Failures further apart are not in a row. */
  duration: number;
};

/** The result of a charge. `locksNow`: the lock begins with this attempt, if it fails. */
export type Charge =
  | { allowed: true; locksNow: boolean; lane: Failures }
  | { allowed: false; retryAfter: number };

const FREE: Failures = { failures: 0, lockedUntil: null };

/**
 * Charges an attempt before it is evaluated, so that at most `threshold` are evaluated, even if
 * many arrive at once. The last one locks; its success unlocks (OWASP Authentication Cheat Sheet,
 * "Account Lockout").
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

/** Refunds the charge of an attempt that was never evaluated, and its lock. */
export function refundLane(lane: Failures): Failures {
  return { failures: Math.max(0, lane.failures - 1), lockedUntil: null };
}
