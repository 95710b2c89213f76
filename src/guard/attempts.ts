import { HOUR } from '../shared/clock.ts';

/** A failed try at a code. `at` in epoch milliseconds. */
export type Attempt = { purpose: string; at: number };

/** Tries at one code, and tries an hour over all codes of an account (architecture.md, rule 3; NIST SP 800-63B-4 §3.1.3.2). */
export const ATTEMPTS_PER_CODE = 5;
export const ATTEMPTS_PER_ACCOUNT = 10;
/** Milliseconds over which an account's attempts are counted. */
export const ACCOUNT_WINDOW = HOUR;

/**
 * Whether another try may be evaluated. Failures of a purpose count for as long as a code lives, so no code meets more
 * than {@link ATTEMPTS_PER_CODE} of them; a new code starts no new count. `codeTtl` in milliseconds.
 */
export function mayAttempt(
  failures: Attempt[],
  { purpose, now, codeTtl }: { purpose: string; now: number; codeTtl: number },
): boolean {
  const recent = failures.filter(({ at }) => at > now - ACCOUNT_WINDOW);
  const atThisCode = failures.filter(
    (failure) => failure.purpose === purpose && failure.at > now - codeTtl,
  );
  return recent.length < ATTEMPTS_PER_ACCOUNT && atThisCode.length < ATTEMPTS_PER_CODE;
}
