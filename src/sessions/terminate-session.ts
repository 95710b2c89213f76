import type { ClientInfo } from '../http/client-info.ts';
import { notFound } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { EndSession } from './end-session.ts';
import type { SessionStore } from './session-store.ts';

export type TerminateSession = (input: { userId: string; sessionId: string; client: ClientInfo }) => Promise<void>;

/** Ends one of a user's own sessions. Throws `not_found` for one that is not theirs, not there or not alive. */
export function createTerminateSession({
  sessions,
  endSession,
  clock,
}: {
  sessions: SessionStore;
  endSession: EndSession;
  clock: Clock;
}): TerminateSession {
  return async ({ userId, sessionId, client }) => {
    if (!(await sessions.isLive(sessionId, userId, clock()))) throw notFound({ detail: 'You have no such session.' });
    await endSession({ userId, sessionId, reason: 'terminated', client });
  };
}
