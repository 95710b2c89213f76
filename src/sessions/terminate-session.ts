import type { ClientInfo } from '../http/client-info.ts';
import { notFound } from '../http/errors.ts';
import type { EndSession } from './end-session.ts';

export type TerminateSession = (input: {
  userId: string;
  sessionId: string;
  client: ClientInfo;
}) => Promise<void>;

/** Ends one of a user's own sessions. Throws `not_found` for one that is not theirs, not there or not alive. */
export function createTerminateSession({
  endSession,
}: {
  endSession: EndSession;
}): TerminateSession {
  return async ({ userId, sessionId, client }) => {
    const ended = await endSession({ userId, sessionId, reason: 'terminated', client });
    if (!ended) throw notFound({ detail: 'You have no such session.' });
  };
}
