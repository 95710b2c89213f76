import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Clock } from '../shared/clock.ts';
import { SafeMessageError } from '../shared/errors.ts';
import type { Log, LogFields } from '../shared/log.ts';
import type { Metrics } from '../shared/metrics.ts';
import { shortenAddress } from './client-address.ts';
import { isRoutine, isSampled } from './log-sample.ts';

type Actor = { userId: string; sessionId?: string };
type Notes = { actor?: Actor; code?: string | null; limit?: string };

/** The context key of a request's notes. */
const NOTES = 'requestNotes';

function note(c: Context, notes: Notes): void {
  c.set(NOTES, { ...(c.get(NOTES) as Notes | undefined), ...notes });
}

/** Records the user of a request, for its log line. */
export function noteActor(c: Context, actor: Actor): void {
  note(c, { actor });
}

/** Records the problem code of a response; null clears it. */
export function noteProblem(c: Context, code: string | null): void {
  note(c, { code });
}

/** Records the limit that a request exceeded. */
export function noteLimit(c: Context, limit: string): void {
  note(c, { limit });
}

export type RequestLogDeps = {
  log: Log;
  metrics: Metrics;
  /** The share of routine lines that are written, 0 to 1. */
  logSample: number;
};

/**
 * Writes one log line per request and counts it. The line contains only the route's pattern, as
 * paths and queries may contain the token of a mailed link. A 429 is a warning, so that bursts are
 * visible; a status from 500 is an error with its cause. Of routine lines only a share is written,
 * with its size: by the request's id if we made it, by chance if the client did. Every request is
 * counted.
 */
export function requestLog(
  provide: (c: Context) => RequestLogDeps,
  clock: Clock,
): MiddlewareHandler {
  return async (c, next) => {
    const begun = clock();
    await next();
    const { log, metrics, logSample } = provide(c);
    const { status } = c.res;
    const ms = clock() - begun;
    const route = routeOf(c);
    metrics.count({ name: 'request', route, method: c.req.method, status, ms });
    const share = isRoutine(route, status) ? logSample : 1;
    if (!isSampled(c.get('sampleKey') as string, share)) return;
    const sampled = share < 1 ? { sampled: share } : {};
    const fields = { method: c.req.method, route, status, ms, ...sampled, ...toFields(c) };
    if (status >= 500) log.error('request', c.error ?? null, fields);
    else if (status === 429) log.warn('request', fields);
    else log.info('request', fields);
  };
}

/**
 * Converts thrown values to errors: Hono does not handle others, and the request would get no
 * response. Goes inside the log.
 */
export const onlyErrors: MiddlewareHandler = async (_, next) => {
  try {
    await next();
  } catch (thrown) {
    throw thrown instanceof Error
      ? thrown
      : new SafeMessageError('a value other than an Error was thrown');
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
