import type { Context } from 'hono';
import { clientInfo } from '../../http/client-info.ts';
import type { EndBySession } from '../../sessions/end-by-token.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { sessionOf } from '../web/page-of.ts';
import { isSessionOver, sessionOver } from './session-over.ts';

export type EndSessionsDeps = PageDeps & { endBySession: EndBySession };

/** Ends all sessions but this one, and goes on to a path of ours that tells how many. */
export async function endOthers(c: Context, deps: EndSessionsDeps, to: string): Promise<Response> {
  const ended = await endSessions(c, deps, null);
  if (ended === null) return sessionOver(c, deps, to);
  const data = { count: String(ended) };
  await deps.flashes.set(c, { key: 'sessions_ended', data }, sessionOf(c).claims.sid);
  return c.redirect(to, 303);
}

/** Ends one session, or with null all others. Returns how many; null if this one is over itself. */
export async function endSessions(
  c: Context,
  { endBySession }: EndSessionsDeps,
  sessionId: string | null,
): Promise<number | null> {
  try {
    const signedIn = sessionOf(c);
    const { ended } = await endBySession({ signedIn, sessionId, client: clientInfo(c) });
    return ended;
  } catch (error) {
    if (isSessionOver(error)) return null;
    throw error;
  }
}
