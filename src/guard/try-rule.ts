import { DAY, HOUR } from '../shared/clock.ts';
import type { TryLimits } from './lanes.ts';

/** A failed try at a code. `at` in epoch milliseconds. */
export type Attempt = { purpose: string; at: number };

export type Presented = {
  purpose: string;
  now: number;
  /** Milliseconds. */
  codeTtl: number;
};

/**
 * Whether a lane has another try, given its failures. Failures of a purpose count for the life of a
 * code, so no code gets more than `perCode` of them, and a new code does not reset the count.
 */
export function mayAttempt(
  failures: Attempt[],
  { purpose, now, codeTtl }: Presented,
  limits: TryLimits,
): boolean {
  const since = (age: number) => failures.filter(({ at }) => at > now - age);
  const atThisCode = since(codeTtl).filter((failure) => failure.purpose === purpose);
  return atThisCode.length < limits.perCode && !isUsedUp(failures, now, limits);
}

/** Whether a lane has no try left at any code. */
export function isUsedUp(failures: Attempt[], now: number, limits: TryLimits): boolean {
  const since = (age: number) => failures.filter(({ at }) => at > now - age).length;
  return since(HOUR) >= limits.perHour || since(DAY) >= limits.perDay;
}
