import type { SignedIn } from '../sessions/resolve-principal.ts';
import { type Clock, MINUTE, SECOND } from '../shared/clock.ts';
import { defineError } from '../shared/errors.ts';

/** Maximum age of a sign-in for routes that require a fresh proof (contract.md). Milliseconds. */
const FRESH = 10 * MINUTE;

export const reauthenticationRequired = defineError(
  'reauthentication_required',
  'forbidden',
  'Sign in again to do this',
);

/** Whether the session began within the last ten minutes. */
export function isFreshSignIn({ auth_time: at }: SignedIn['claims'], clock: Clock): boolean {
  return clock() - at * SECOND <= FRESH;
}

/**
 * Throws `reauthentication_required`, with the challenge of RFC 9470 §3, unless the session began
 * within the last ten minutes.
 */
export function assertFreshSignIn({ claims }: SignedIn, clock: Clock): void {
  if (isFreshSignIn(claims, clock)) return;
  const challenge = `Bearer error="insufficient_user_authentication", max_age=${FRESH / SECOND}`;
  throw reauthenticationRequired({ headers: { 'WWW-Authenticate': challenge } });
}
