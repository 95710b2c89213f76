import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Clock } from '../shared/clock.ts';
import { SafeMessageError } from '../shared/errors.ts';
import type { Log, LogFields } from '../shared/log.ts';
import type { Metrics } from '../shared/metrics.ts';
import { shortenAddress } from './client-address.ts';

type Actor = { userId: string; sessionId?: string };
type Notes = { actor?: Actor; code?: string | null; limit?: string };

/** Where the notes of a request are kept until its line is written. */
const NOTES = 'requestNotes';

function note(c: Context, notes: Notes): void {
  c.set(NOTES, { ...(c.get(NOTES) as Notes | undefined), ...notes });
}

/** Notes who a request turned out to be from, for its line in the log. */
export function noteActor(c: Context, actor: Actor): void {
  note(c, { actor });
}

/** Notes with which problem code a request is answered; null for none after all. */
export function noteProblem(c: Context, code: string | null): void {
  note(c, { code });
}

/** Notes which limit a request ran into. */
export function noteLimit(c: Context, limit: string): void {
  note(c, { limit });
}

/**
 * Writes one line per request and counts it. The line names the route by its pattern: a path or a query may hold the token of
 * a mailed link. A refusal by a limit is a warning, so that a burst stands out; an answer from 500 on is an error and tells
 * its cause.
 */
export function requestLog(
  provide: (c: Context) => { log: Log; metrics: Metrics },
  clock: Clock,
): MiddlewareHandler {
  return async (c, next) => {
    const begun = clock();
    await next();
    const { log, metrics } = provide(c);
    const { status } = c.res;
    const ms = clock() - begun;
    const route = routeOf(c);
    const fields = { method: c.req.method, route, status, ms, ...toFields(c) };
    metrics.count({ name: 'request', route, method: c.req.method, status, ms });
    if (status >= 500) log.error('request', c.error ?? null, fields);
    else if (status === 429) log.warn('request', fields);
    else log.info('request', fields);
  };
}

/** Turns whatever else is thrown into an error: Hono would let it pass, and nobody would be answered. Goes below the log. */
export const onlyErrors: MiddlewareHandler = async (_, next) => {
  try {
    await next();
  } catch (thrown) {
    throw thrown instanceof Error
      ? thrown
      : new SafeMessageError('something that is not an Error was thrown');
  }
};

function toFields(c: Context): LogFields {
  const { actor, code, limit } = (c.get(NOTES) as Notes | undefined) ?? {};
  const cf = (c.req.raw as Request<unknown, Partial<IncomingRequestCfProperties>>).cf;
  return {
    code: code ?? undefined,
    limit,
    user_id: actor?.userId,
    session_id: actor?.sessionId,
    request_id: c.get('requestId') as string | undefined,
    address: shortenAddress(c.req.header('CF-Connecting-IP') ?? null),
    country: cf?.country,
    colo: cf?.colo,
  };
}

function routeOf(c: Context): string {
  return matchedRoutes(c).findLast(({ path }) => path !== '/*')?.path ?? 'unmatched';
}
