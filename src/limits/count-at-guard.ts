import { SECOND } from '../shared/clock.ts';
import type { Admission, AtGuard, GuardCount, GuardLimit } from './admission.ts';
import { rateLimited } from './errors.ts';

/**
 * The limit that a guard has still to count, if any: a request that is judged twice counts once.
 */
export function limitToCount({ limit, count }: AtGuard): { limit?: GuardLimit } {
  return limit === null || count !== null ? {} : { limit };
}

/**
 * Notes what the guard has counted, for the headers of the response. Throws `rate_limited` over the
 * limit. `now` in epoch milliseconds.
 */
export function assertWithinLimit(atGuard: AtGuard, count: GuardCount | null, now: number): void {
  if (count === null) return;
  atGuard.count = count;
  if (atGuard.limit === null || count.used <= atGuard.limit.limit) return;
  throw rateLimited({ retryAfter: (count.endsAt - now) / SECOND });
}

/** Returns whether the limits of a request refuse it, and not what it asked for. */
export async function isOverLimit({ atGuard, untilAdmitted }: Admission): Promise<boolean> {
  const { limit, count } = atGuard;
  if (limit !== null && count !== null && count.used > limit.limit) return true;
  return untilAdmitted().then(
    () => false,
    () => true,
  );
}
