import type { AccountGuards } from '../guard/account-guards.ts';
import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';

export type EndOtherSessionsDeps = { guards: AccountGuards; trails: Trails; clock: Clock };
export type EndOtherSessionsInput = { userId: string; keepId: string; client: ClientInfo };

/** {@link endOtherSessions} with its dependencies. */
export const createEndOtherSessions =
  (deps: EndOtherSessionsDeps) => (input: EndOtherSessionsInput) =>
    endOtherSessions(deps, input);
export type EndOtherSessions = ReturnType<typeof createEndOtherSessions>;

/**
 * Ends every session of a user but one, at the guard, which records it. Returns how many. Safe to
 * retry after a failure. Throws `storage_unavailable`.
 */
export async function endOtherSessions(
  { guards, trails, clock }: EndOtherSessionsDeps,
  { userId, keepId, client }: EndOtherSessionsInput,
): Promise<number> {
  const ending = { reason: 'terminated', now: clock(), trail: trails(userId, client) };
  return guards.endOthers(userId, keepId, ending);
}
