import type { ClientInfo } from '../http/client-info.ts';
import { notFound } from '../http/errors.ts';
import type { EndSession } from './end-session.ts';

export type TerminateSessionInput = { userId: string; sessionId: string; client: ClientInfo };

/** {@link terminateSession} with its dependencies. */
export const createTerminateSession =
  (deps: { endSession: EndSession }) => (input: TerminateSessionInput) =>
    terminateSession(deps, input);
export type TerminateSession = ReturnType<typeof createTerminateSession>;

/**
 * Ends one of a user's own sessions. Throws `not_found` for an unknown or ended session or another
 * user's, `storage_unavailable`.
 */
export async function terminateSession(
  { endSession }: { endSession: EndSession },
  { userId, sessionId, client }: TerminateSessionInput,
): Promise<void> {
  const ended = await endSession({ userId, sessionId, reason: 'terminated', client });
  if (!ended) throw notFound({ detail: 'You have no such session.' });
}
