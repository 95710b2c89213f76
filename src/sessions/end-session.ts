import type { AccountGuards } from '../guard/account-guards.ts';
import type { EndReason } from '../guard/session.ts';
import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';

export type EndSessionDeps = { guards: AccountGuards; trails: Trails; clock: Clock };
export type EndSessionInput = {
  userId: string;
  sessionId: string;
  reason: EndReason;
  client: ClientInfo;
};

/** {@link endSession} with its dependencies. */
export const createEndSession = (deps: EndSessionDeps) => (input: EndSessionInput) =>
  endSession(deps, input);
export type EndSession = ReturnType<typeof createEndSession>;

/**
 * Ends a session at the guard, which records it. Returns false, and changes nothing, for a session
 * that does not exist or has ended. Throws `storage_unavailable`.
 */
export async function endSession(
  { guards, trails, clock }: EndSessionDeps,
  { userId, sessionId, reason, client }: EndSessionInput,
): Promise<boolean> {
  return guards.end(userId, sessionId, { reason, now: clock(), trail: trails(userId, client) });
}
